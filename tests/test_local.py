"""Rules of provinces and cities, and places that are asked about."""

from pathlib import Path

import pytest
from stores import use_fake, write

from index.build import build
from index.store import open_store
from qa.assistant import Assistant
from qa.ranking.local import asked_places, holds_there, is_of_elsewhere

DOGS, DRUGS, PLAN = "菏泽市养犬管理条例", "山东省禁毒条例(2017年)", "中共四川省委关于发展的决定"


@pytest.mark.parametrize(
    ("title", "question", "holds"),
    [
        (DOGS, "在菏泽遛狗要牵绳吗", 1),
        (DRUGS, "菏泽怎么禁毒", 1),  # it is in Shandong
        (DOGS, "山东遛狗要牵绳吗", 0),  # may be anywhere there
        (DOGS, "在湖州遛狗要牵绳吗", -1),
        (DRUGS, "湖州怎么禁毒", -1),
        (DOGS, "湖州和菏泽遛狗有什么不同", 1),
        (DOGS, "我是湖州人，遛狗要牵绳吗", 0),  # only where somebody is from
        (DOGS, "遛狗要牵绳吗", 0),
        ("新疆维吾尔自治区禁毒条例", "在喀什怎么禁毒", 1),
        ("广西壮族自治区南宁市禁毒办法", "在柳州怎么禁毒", -1),
        ("汕头经济特区警务辅助人员条例", "在深圳当辅警", -1),
        ("日照市养犬管理条例", "在菏泽遛狗", -1),
        ("日照市养犬管理条例", "日照时间长的地方怎么遛狗", 0),
        ("定西市市场管理条例", "白银市场怎么管理", 0),
        (PLAN, "在菏泽修铁路", 0),  # no rules of a place
        ("中华人民共和国刑法", "在菏泽偷东西", 0),
    ],
)
def test_whether_rules_hold_where_is_asked(title: str, question: str, holds: int) -> None:
    assert holds_there(title, asked_places(question)) == holds


def test_what_speaks_of_the_place_is_not_of_elsewhere() -> None:
    asked = asked_places("在湖州遛狗")
    assert is_of_elsewhere(asked, "遛狗应当牵绳。", DOGS)
    assert not is_of_elsewhere(asked, "湖州来的犬只应当登记。", DOGS)


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    text = "{}养犬管理条例\n\n第一条 为了养犬，制定本条例。\n\n第二条 遛狗应当牵绳。\n"
    names = {"b.txt": "菏泽市", "a.txt": "湖州市"}
    folder = write(tmp_path, {file: text.format(place) for file, place in names.items()})
    encoder = use_fake(monkeypatch)
    build([folder / "a.txt", folder / "b.txt"], folder / "store")
    return Assistant(open_store(folder / "store"), encoder)


@pytest.mark.parametrize("place", ["菏泽", "湖州"])
def test_rules_of_the_place_come_first(assistant: Assistant, place: str) -> None:
    first = assistant.ask(f"在{place}，遛狗应当牵绳吗").passages[0]
    assert first.citation.text == f"《{place}市养犬管理条例》第二条"


def test_rules_of_another_place_do_not_answer(assistant: Assistant) -> None:
    here, there = (assistant.ask(f"在{place}，遛狗应当牵绳吗") for place in ("菏泽", "昆明"))
    assert there.passages[0].score < here.passages[0].score / 2
    assert (there.answered, there.reason, there.lacking) == (False, "nothing_relevant", "province")


def test_a_document_that_is_named_holds_whatever_place_is_told(assistant: Assistant) -> None:
    answer = assistant.ask("菏泽市养犬管理条例里，湖州的狗应当牵绳吗")
    plain = assistant.ask("菏泽市养犬管理条例里，外地的狗应当牵绳吗")
    assert answer.passages[0].citation.text == "《菏泽市养犬管理条例》第二条"
    assert answer.lacking != "province"
    assert answer.passages[0].score > plain.passages[0].score / 2  # not as from elsewhere
