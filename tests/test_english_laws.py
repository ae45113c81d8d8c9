"""National laws by their English names beside the number of a clause."""

import pytest

from qa.question import english_laws
from qa.question.aliases import aliases
from qa.question.law_names import NATIONAL_LAWS
from qa.question.question import parse

LAWS = ["中华人民共和国刑法", "中华人民共和国民法典", "中华人民共和国劳动合同法"]
NAMES = aliases(LAWS)


def test_the_laws_are_known_ones() -> None:
    assert {*vars(english_laws)["_NAMES"].values()} <= NATIONAL_LAWS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Criminal Law Article 5", [(0, 5, 5)]),
        ("PRC Criminal Law, Art. 264", [(0, 264, 264)]),
        ("last article of the Criminal Code of China", [(0, -1, -1)]),
        ("articles 3 to 5 of the Criminal Law of the PRC", [(0, 3, 5)]),
        ("Civil Code article 1043", [(1, 1043, 1043)]),
        ("Article 264, Criminal Law", [(0, 264, 264)]),
        ("Employment Contract Law article 10", [(2, 10, 10)]),
        ("Art. 10 PRC Labor Contract Law", [(2, 10, 10)]),
        ("Criminal Law 264", [(0, 264, 264)]),
        ("chapter 2 of the Civil Code", [(1, 2, 2)]),
        ("the Civil Code, articles 3 and 5", [(1, 3, 3), (1, 5, 5)]),
        ("What does article 10 of the Labour Contract Law say?", [(2, 10, 10)]),
        ("Labor Contract Law's Article nineteen", [(2, 19, 19)]),
        ("Article 39(2) of the Labor Contract Law", [(2, 39, 39), (2, 2, 2)]),
        ("criminal law art 264", [(0, 264, 264)]),
        ("Criminal Law article 5 and Civil Code article 7", [(0, 5, 5), (1, 7, 7)]),
    ],
)
def test_an_article_of_a_law(text: str, found: list[tuple[int, int, int]]) -> None:
    question = parse(text, NAMES)
    assert [(*r.documents, r.first, r.last) for r in question.references] == found
    assert question.lookup


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Company Law article 3", ("公司法",)),
        ("article 5 of China's Criminal Procedure Law", ("刑事诉讼法",)),
        ("article 39 of the contract law", ("合同法",)),
        ("Does the Criminal Law mention theft?", ()),
        ("article 5 of the local law", ()),
    ],
)
def test_a_law_that_is_not_there(text: str, absent: tuple[str, ...]) -> None:
    assert parse(text, NAMES).absent == absent


@pytest.mark.parametrize(
    "text",
    [
        "rural land contract law article 10",
        "the German Civil Code, article 823",
        "Taiwan criminal code 5",
        "article 5 of the Swiss Criminal Code",
        "US constitution article 5",
        "article 5 of the constitution of Japan",
        "regulations implementing the labor contract law, article 5",
        "Implementing Regulations of the Labor Contract Law article 5",
        "amendment to the criminal law, article 5",
        "article 5 of the Criminal Law amendment",
        "judicial interpretation of the Civil Code, article 5",
    ],
)
def test_another_law_in_whose_name_one_stands(text: str) -> None:
    question = parse(text, NAMES)
    assert (question.documents, question.absent) == (frozenset(), ())
