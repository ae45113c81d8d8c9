"""Which sentences of a passage are marked."""

from collections.abc import Iterator

import pytest
from stores import fake_build, use_fake, write

from qa import Assistant

RULES = """家政办法

第一条 家政公司未将信息录入平台的，责令限期改正；逾期不改正的，处五千元罚款；情节严重的，停业。

第二条 家政公司未将合同备案的，责令限期改正。拖欠工资的，处三万元罚款。

第三条 家政公司丢失档案的，处一千元罚款；再次丢失的，处两千元罚款。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("marking")
    write(folder / "files", {"rules.txt": RULES})
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([folder / "files"], folder / "store")
        use_fake(monkeypatch)
        yield Assistant.load(folder / "store")


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        (
            "家政公司未将信息录入平台的，罚多少钱",
            ["第一条 家政公司未将信息录入平台的，责令限期改正；", "逾期不改正的，处五千元罚款；"],
        ),
        ("家政公司未将信息录入平台的", ["第一条 家政公司未将信息录入平台的，责令限期改正；"]),
        # Another sentence, which has a case of its own.
        ("家政公司未将合同备案的，罚多少钱", ["第二条 家政公司未将合同备案的，责令限期改正。"]),
        ("家政公司丢失档案的，罚多少钱", ["第三条 家政公司丢失档案的，处一千元罚款；"]),
    ],
)
def test_an_amount_is_marked_with_the_words_that_lead_to_it(
    assistant: Assistant, question: str, marked: list[str]
) -> None:
    first = assistant.ask(question).passages[0]
    assert [mark.text for mark in first.highlights] == marked
