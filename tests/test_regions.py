import pytest

from index.lexical import Postings, build_postings, open_postings
from qa.ranking.regions import is_other_province

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
