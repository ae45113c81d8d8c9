"""Which sentences of a passage are marked."""

from collections.abc import Iterator
from pathlib import Path

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


def test_what_follows_from_a_breach_is_read_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = "家政公司应当录入信息。家政公司录入信息的，予以公示。家政公司及时录入信息。"
    breach = "家政公司未录入信息的，责令限期改正；逾期不改正的，处五千元罚款。"
    other = "家政公司未录入信息的，责令限期改正；鼓励捐款五千元。"
    folder = write(
        tmp_path,
        {
            "a.txt": f"甲办法\n\n第一条 {alike}{breach}\n",
            "b.txt": f"乙办法\n\n第一条 {alike}{other}\n",
        },
    )
    fake_build([folder / "a.txt"], folder / "a")
    fake_build([folder / "b.txt"], folder / "b")
    use_fake(monkeypatch)
    question = "家政公司未录入信息的罚多少钱"
    assert Assistant.load(folder / "a").ask(question).lacking == ""
    assert Assistant.load(folder / "b").ask(question).lacking == "money"
