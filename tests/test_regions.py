from pathlib import Path

import pytest
from stores import fake_build, use_fake, write

from index.lexical import Postings, build_postings, open_postings
from qa import Assistant
from qa.regions import is_other_province, names_place, of_places

SICHUAN = ["四川要加快铁路建设。", "四川省与重庆市协同发展。", "东西部协作。"]


@pytest.fixture
def terms(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Postings:
    folder = tmp_path_factory.mktemp("terms")
    build_postings(request.param, folder)
    return open_postings(folder, len(request.param))


@pytest.mark.parametrize("terms", [SICHUAN], indirect=True)
@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("广东省的铁路建设目标", True),
        ("内蒙古的铁路", True),
        ("四川的铁路", False),
        ("重庆和广东怎样协作", False),  # one of them is there
        ("铁路建设", False),
        ("重庆市政府的铁路建设目标", True),  # the city is there, its government is not
        ("四川省政府的铁路建设目标", False),
        ("四川和重庆市政府怎样协作", False),
        ("在广东打工好多年了，想回老家干点事业，有没有人管", False),  # there they are, not it
        ("在广东打工有什么补贴", True),
        ("我是湖北人，来创业有补贴吗", False),
        ("安徽户口能参保吗", False),
        ("去江苏看病能报销吗", False),
        ("江苏省的人均收入", True),
        ("广东籍贯统计", True),
    ],
)
def test_a_province_that_is_not_spoken_of(terms: Postings, question: str, elsewhere: bool) -> None:
    assert is_other_province(question, terms, terms.size) == elsewhere


@pytest.mark.parametrize("terms", [["应当订立书面合同。"] * 40 + ["香港同胞"]], indirect=True)
def test_national_laws_are_about_no_province(terms: Postings) -> None:
    # One sentence in 41 is fewer than one in twenty.
    assert not is_other_province("我在广东打工，没签合同怎么办", terms, terms.size)


@pytest.mark.parametrize("terms", [["内地法院委托香港法院取证。"] * 10], indirect=True)
def test_laws_about_dealings_with_hong_kong_are_not_of_it(terms: Postings) -> None:
    assert not is_other_province("广东高级人民法院能不能直接委托取证", terms, terms.size)


TITLES = [
    "菏泽市养犬管理条例",
    "宁波市养犬管理条例",
    "山东省禁毒条例",
    "日照市养犬管理条例",
    "城市供水条例",
    "中共四川省委关于四川发展的决定",
]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("在菏泽带狗坐公交可以吗", [0]),
        ("宁波和菏泽的狗证一样吗", [0, 1]),
        ("山东的药店怎么卖含麻黄碱的药", [2]),
        ("日照市遛狗要牵绳吗", [3]),
        ("日照不足的房间能养狗吗", []),  # a word as well
        ("四川要建哪些铁路", [5]),
        ("城市供水由谁管", []),
        ("深圳遛狗要牵绳吗", []),
        ("遛狗要牵绳吗", []),
    ],
)
def test_documents_are_of_the_places_in_their_titles(question: str, found: list[int]) -> None:
    assert of_places(question, TITLES) == found
    assert names_place(question) or not found


def test_of_two_that_say_the_same_the_one_of_the_place_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = "{place}养犬管理条例\n\n第一条 养犬人应当清除犬只粪便。\n\n第二条 养犬人应当牵领犬只。\n"
    places = ("济南市", "菏泽市", "宁波市")
    write(tmp_path / "files", {f"{i}.txt": law.format(place=p) for i, p in enumerate(places)})
    fake_build([tmp_path / "files"], tmp_path / "store")
    use_fake(monkeypatch)
    assistant = Assistant.load(tmp_path / "store")
    for place in places:
        (first, *_) = assistant.ask(f"在{place[:2]}，养犬人清除犬只粪便吗").passages
        assert (first.citation.document, first.citation.label) == (f"{place}养犬管理条例", "第一条")
