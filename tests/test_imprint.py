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
        ("中华人民共和国国务院令", "第 12 号", "总 理　　张 三\n2020年1月2日", "国务院"),
        ("中华人民共和国主席令", "", "主席 张三", "中华人民共和国主席"),
        (
            "中华人民共和国最高人民法院中华人民共和国最高人民检察院公告",
            *("", "", "最高人民法院、最高人民检察院"),
        ),
        ("某某市粮食局通告第3号", "", "", "某某市粮食局"),
        ("某某办法", "", "局长 张三\n2020年1月2日", ""),
        ("某某办法", "", "大会主席团\n2020年1月2日", "大会主席团"),
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
        ("a.txt", "", "二○二Ｏ年一月二日", "2020-01-02"),
        ("a.txt", "2020年13月40日", "", ""),
        ("a.txt", "", "", ""),
    ],
)
def test_the_date_of_the_version(path: str, head: str, signature: str, date: str) -> None:
    assert date_of(path, head, signature) == date


@pytest.mark.parametrize(
    ("head", "signature", "alone", "among"),
    [
        ("附：\n1991年4月1日      豫法（研）请〔1991〕15号", "", "1991-04-23", "1991-04-01"),
        ("（1991年4月1日）", "2001年1月1日", "1991-04-23", "1991-04-01"),
        ("", "某某法院\n　一九九一年四月一日", "1991-04-23", "1991-04-01"),
        ("1991年4月1日某某法院通过", "", "1991-04-23", "1991-04-23"),
        ("1991年13月1日", "", "1991-04-23", "1991-04-23"),
        ("1992年1月1日公布", "", "1992-01-01", "1992-01-01"),
    ],
)
def test_the_date_of_a_document_that_shares_its_file(
    head: str, signature: str, alone: str, among: str
) -> None:
    path = "答复_19910423.docx"
    assert date_of(path, head, signature) == alone
    assert date_of(path, head, signature, alone=False) == among


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("国发〔2022〕 12 号\n2022年1月1日", "国发〔2022〕12号"),
        ("1990年10月9日      法（经）复〔1990〕15号", "法（经）复〔1990〕15号"),
        ("1989年9月7日      〔89〕高检会（研）字第12号", "〔89〕高检会（研）字第12号"),
        ("（1997）法行字第6号", "（1997）法行字第6号"),
        ("冀法（研）请〔87〕5号", "冀法（研）请〔87〕5号"),
        ("（2005年7月11日审判委员会第1359次会议通过）", ""),
        ("2022年1月1日", ""),
    ],
)
def test_the_document_number(head: str, number: str) -> None:
    assert number_of(head) == number
