import pytest

from index.imprint import date_of, issuer_of, number_of


@pytest.mark.parametrize(
    ("title", "head", "signature", "issuer"),
    [
        ("中共四川省委关于深入学习的决定", "", "", "中共四川省委"),
        ("最高人民法院、最高人民检察院关于办理案件的解释", "", "", "最高人民法院、最高人民检察院"),
        ("导游人员管理条例", "1999年5月14日 中华人民共和国国务院令第263号发布", "", "国务院"),
        (
            "中华人民共和国粮食法",
            "（2023年12月29日第十四届全国人民代表大会常务委员会第七次会议通过）",
            "",
            "全国人民代表大会常务委员会",
        ),
        ("某某办法", "", "某某市粮食局\n2020年1月2日", "某某市粮食局"),
        ("某某办法", "", "", ""),
    ],
)
def test_who_issued_it(title: str, head: str, signature: str, issuer: str) -> None:
    assert issuer_of(title, head, signature) == issuer


@pytest.mark.parametrize(
    ("path", "head", "signature", "date"),
    [
        ("a.txt", "1979年7月1日通过 1997年3月14日修订", "2001年1月1日", "1997-03-14"),
        ("a.txt", "1997年12月23日通过 1998年1月13日 施行", "", "1997-12-23"),
        ("国防交通条例(2011-01-08).md", "1995年2月24日发布", "", "2011-01-08"),
        ("规定_20240629.docx", "", "", "2024-06-29"),
        ("a.txt", "", "二〇二〇年一月二日", "2020-01-02"),
        ("a.txt", "2020年13月40日", "", ""),
        ("a.txt", "", "", ""),
    ],
)
def test_the_date_of_the_version(path: str, head: str, signature: str, date: str) -> None:
    assert date_of(path, head, signature) == date


def test_the_document_number() -> None:
    assert number_of("国发〔2022〕 12 号\n2022年1月1日") == "国发〔2022〕12号"
    assert number_of("2022年1月1日") == ""
