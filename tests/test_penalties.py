"""What follows from a breach of a clause that is named by number."""

from collections.abc import Iterator

import pytest
from stores import fake_build, use_fake, write

from qa import Assistant

DOGS = """养犬条例

第一条 为了规范养犬，制定本条例。

第二条 养犬人应当牵领犬只。

第三条 养犬人应当清除犬只粪便。

第四条 按照本条例第三条清除粪便的，应当使用专用工具。

第五条 违反本条例第二条规定的，由公安机关处五十元罚款。

第六条 违反本条例规定，有下列行为之一的，按照下列规定处罚：
（一）违反本条例第二条，造成他人伤害的，没收犬只；
（二）违反本条例第三条的，处二十元罚款。

第七条 本条例自公布之日起施行。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("penalties")
    write(folder / "files", {"a.txt": DOGS})
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake_build([folder / "files"], folder / "store")
        use_fake(monkeypatch)
        yield Assistant.load(folder / "store")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("违反养犬条例第二条怎么处罚", {"第五条", "第六条"}),
        ("违反第三条要罚多少", {"第六条"}),  # the fourth names it too, but states no penalty
        ("没有遵守第二条会受到什么处罚", {"第五条", "第六条"}),
        ("第二条怎么处罚", {"第二条"}),
        ("违反第七条怎么罚", {"第七条"}),  # nothing says so
        ("第三条讲什么", {"第三条"}),
    ],
)
def test_what_states_the_penalty_comes_before_what_is_broken(
    assistant: Assistant, question: str, first: set[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.answered
    labels = [passage.citation.label for passage in answer.passages]
    assert set(labels[: len(first)]) == first
