"""What every law has is told by how such clauses are worded."""

from pathlib import Path

import pytest
from stores import fake_build, use_fake, write

from index.normalise import search_copy
from qa import Assistant
from qa.ranking.provisions import provision

DATE = "第四十条 本条例自2022年1月1日起施行。"
PURPOSE = "第一条 为了规范养犬行为，根据有关法律，结合本市实际，制定本条例。"
SCOPE = "第二条 本市城市建成区内犬只的饲养及相关管理活动，适用本条例。"
LIKEWISE = "第三十九条 建制镇的养犬管理，参照适用本条例。"
BODY = "第四条 公安机关主管本行政区域内的养犬管理工作。"
MEANING = "第三条 本条例所称养犬人（以下称犬主），是指饲养犬只的单位和个人。"
SORTS = "第五条 本条例所称犬只包括烈性犬和观赏犬。"
PRINCIPLE = "第六条 养犬管理坚持政府监管与公众监督相结合的原则。"
LAST = "第四十一条 2010年公布的办法同时废止。"
TEXTS = [DATE, PURPOSE, SCOPE, LIKEWISE, BODY, MEANING, SORTS, PRINCIPLE, LAST]


@pytest.mark.parametrize(
    ("question", "content", "found"),
    [
        ("养犬条例的施行日期是哪天", "施行日期", [DATE]),
        ("养犬条例从什么时候起生效", "从 起生效", [DATE]),
        ("养犬条例的立法目的是什么", "立法目", [PURPOSE]),
        ("养犬条例是根据什么制定的", "根据 制定", [PURPOSE]),
        ("养犬条例的适用范围是什么", "适用范围", [SCOPE]),
        ("哪些养犬活动适用养犬条例", "养犬活动适用", [SCOPE]),
        ("养犬条例由哪个部门负责实施", "由 部门负责实施", [BODY]),
        ("养犬条例的主管部门是谁", "主管部门", [BODY]),
        ("养犬人是什么意思", "养犬人 意思", [MEANING]),
        ("养犬条例里养犬人指的是什么", "养犬人", [MEANING]),
        ("养犬条例里养犬人是什么？", "养犬人 ?", [MEANING]),
        ("犬只包括哪些", "犬只包括", [SORTS]),
        ("犬只都包括哪几类", "犬只都包括 类", [SORTS]),
        ("养犬条例规定了什么原则", "规定 原则", [PRINCIPLE]),
        ("养犬条例把哪个办法废止了", "把 办法废止", [LAST]),
    ],
)
def test_a_provision_is_told_by_its_wording(question: str, content: str, found: list[str]) -> None:
    wanted = provision(search_copy(question), content, ["某市养犬管理条例办法把"])
    assert wanted is not None
    assert [text for text in TEXTS if wanted.within(text)] == found


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("烈性犬从什么时候起施行登记", "烈性犬 从 起施行登记"),  # more is asked than the date
        ("养犬条例施行前养的狗怎么办", "施行前养 狗"),
        ("哪个部门负责捡狗粪", "部门负责捡狗粪"),
        ("狗咬人了怎么办", "狗咬人"),
        ("养犬要注意什么", "养犬要注意"),
        ("什么是？", "?"),
    ],
)
def test_what_is_asked_beside_it_is_no_provision(question: str, content: str) -> None:
    assert provision(search_copy(question), content, ["某市养犬管理条例"]) is None


def test_a_word_alone_is_explained_and_not_used() -> None:
    wanted = provision("什么是养犬", "养犬")
    assert wanted is not None
    assert wanted.everywhere
    assert not any(wanted.within(text) for text in TEXTS)


def test_the_provision_of_the_document_that_is_named_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dogs = "养犬条例\n\n" + "\n\n".join(
        [
            "第一条 为了规范养犬，制定本条例。",
            "第二条 养犬人应当在犬只满三个月之日起十日内登记。",
            "第三条 本条例自发布之日起施行。",
        ]
    )
    cats = "养猫条例\n\n第一条 为了规范养猫，制定本条例。\n\n第二条 本条例自2020年5月1日起施行。\n"
    write(tmp_path / "files", {"a.txt": dogs, "b.txt": cats})
    fake_build([tmp_path / "files"], tmp_path / "store")
    use_fake(monkeypatch)
    assistant = Assistant.load(tmp_path / "store")
    answer = assistant.ask("养犬条例的施行日期是哪天？")
    assert answer.answered  # though it is no day
    assert answer.passages[0].text.startswith("第三条 本条例自发布之日起施行")
    assert assistant.ask("养猫条例何时开始实施").passages[0].citation.label == "第二条"
