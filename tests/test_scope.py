"""The filters by document, part and date: which places they leave."""

from dataclasses import replace

import pytest
from outlines import outline_of

from index.catalogue import DocumentInfo
from index.errors import InputError
from index.model import Span
from ui.scope import Scope, names, parts, places, still_there, titles


def info(number: int, name: str, date: str = "") -> DocumentInfo:
    """A document of 50 characters that begins at 10 of its text."""
    return DocumentInfo(
        *(number, name, f"{name}.txt", 50, 3, "", date, "", "0" * 64, f"{number}" * 64, 10)
    )


DOCUMENTS = (
    info(0, "公报"),
    info(1, "条例", "2021-05-01"),
    info(2, "决定", "2022-11-29"),
    info(3, "条例", "2022-01-31"),
)
NAMES = tuple(names(DOCUMENTS))


def whole(*ids: int) -> list[tuple[int, int, int]]:
    return [(number, 10, 60) for number in ids]


def test_no_filter_is_everywhere() -> None:
    assert places(Scope(), DOCUMENTS) is None
    assert places(Scope(part="10-20"), DOCUMENTS) is None  # a part of what?


def test_documents_are_chosen_by_name() -> None:
    assert places(Scope((NAMES[2],)), DOCUMENTS) == whole(2)
    assert places(Scope((NAMES[3], NAMES[1])), DOCUMENTS) == whole(3, 1)


def test_a_document_that_is_gone_is_passed_over() -> None:
    assert places(Scope((NAMES[2], "fff 没有")), DOCUMENTS) == whole(2)


def test_a_document_of_another_text_is_chosen_as_it_is_and_its_part_is_not() -> None:
    old = ("f" * 16 + "-10 决定", "f" * 16 + "-10 条例", "f" * 16 + "-10 没有")
    assert still_there(Scope(old, "20-30", "2022"), DOCUMENTS) == Scope((NAMES[2],), "", "2022")
    assert places(Scope(old[:1], "20-30"), DOCUMENTS) == whole(2)
    assert places(Scope(old[1:], "20-30"), DOCUMENTS[:1]) is None
    same = Scope((NAMES[3], NAMES[1]), "20-30")
    assert still_there(same, DOCUMENTS) is same


def test_a_part_is_of_a_single_document() -> None:
    assert places(Scope((NAMES[2],), "20-30"), DOCUMENTS) == [(2, 20, 30)]
    assert places(Scope((NAMES[2], NAMES[1]), "20-30"), DOCUMENTS) == whole(2, 1)


@pytest.mark.parametrize(
    ("since", "until", "left"),
    [
        ("2022", "", [2, 3]),
        ("", "2021", [1]),
        ("2022-01", "2022-01", [3]),
        ("2022年2月", "", [2]),
        ("2022年", "２０２２年１１月", [2, 3]),
        ("２０２２", "", [2, 3]),
        ("", "2021年", [1]),
        ("2020-2-29", "2021", [1]),
        ("2022/1/31", "2022.01.31", [3]),
        (" 2021-05-01 ", "2022-11-29", [1, 2, 3]),
        ("2021-05-02", "2022-11-28", [3]),
    ],
)
def test_dates_leave_the_documents_in_between(since: str, until: str, left: list[int]) -> None:
    assert places(Scope((), "", since, until), DOCUMENTS) == whole(*left)


def test_a_date_leaves_only_those_of_the_chosen() -> None:
    assert places(Scope((NAMES[1], NAMES[2]), "", "2022"), DOCUMENTS) == whole(2)


@pytest.mark.parametrize("scope", [Scope(since="2023"), Scope((NAMES[0],), until="2023")])
def test_nothing_left_is_told(scope: Scope) -> None:
    with pytest.raises(InputError, match="没有日期在此范围内的文件"):
        places(scope, DOCUMENTS)


@pytest.mark.parametrize(
    ("since", "until"), [("2023", "2022"), ("2022-12", "2022-11-30"), ("2022年12月", "2022.11")]
)
def test_dates_the_wrong_way_round_are_told(since: str, until: str) -> None:
    with pytest.raises(InputError, match=r"起始日期 .* 晚于截止日期"):
        places(Scope(since=since, until=until), DOCUMENTS)


@pytest.mark.parametrize(
    "typed",
    ["去年", "22", "2022-", "2022-11-29-1", "20221129"]
    + ["2022-13", "2021-00", "2021-02-30", "2021-02-00", "0000", "2021年度"],
)
def test_what_is_no_date_is_told(typed: str) -> None:
    with pytest.raises(InputError, match=f"不能识别日期“{typed}”"):
        places(Scope(since=typed), DOCUMENTS)


def test_versions_of_one_title_are_told_apart() -> None:
    assert titles(DOCUMENTS) == ["公报", "条例（2021-05-01）", "决定", "条例（2022-01-31）"]
    assert len(set(NAMES)) == 4


def test_a_title_that_turns_the_direction_reads_forward_in_a_list() -> None:
    turned = replace(DOCUMENTS[0], title="关于\u202e收费\u202c的规定")
    assert titles((turned,)) == ["关于[U+202E]收费[U+202C]的规定"]


def test_parts_are_the_sections_two_levels_deep() -> None:
    text = (
        "条例\n\n第一编 总则\n\n第一章 甲\n\n第一节 乙\n\n第一条 丙。\n\n第二章 丁\n\n第二条 戊。\n"
    )
    (document,) = outline_of(text).documents
    found = parts(document)
    assert [name for name, _ in found] == ["第一编总则", "　第一章甲", "　第二章丁"]
    spans = [Span(*map(int, value.split("-"))) for _, value in found]
    assert spans[1].of(text).strip() == text[text.index("第一章") : text.index("第二章")].strip()
    assert spans[2].of(text).strip() == text[text.index("第二章") :].strip()
