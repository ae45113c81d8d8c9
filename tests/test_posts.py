"""Whose name it is that is asked for by a post."""

import pytest

from index.normalise import search_copy
from qa.posts import is_other_post

TOLD = search_copy("全会由省委常委会主持。省委书记王晓晖作了讲话。")
TITLE = search_copy("中国共产党四川省第十二届委员会第二次全体会议公报")


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("省委书记是谁", False),
        ("现任四川省委书记叫什么名字？", False),
        ("谁是省委书记？", False),
        ("在全会上讲话的省委书记是谁", False),
        ("谁主持全会", False),
        ("现在的四川省省长是谁？", True),
        ("省委副书记是谁", True),
        ("省政协主席是谁", True),
        ("省纪委书记是谁", True),
        ("省委宣传部部长是谁", True),
        ("成都市委书记是谁", True),
        ("省委常务副书记叫什么名字", True),
        ("总书记是谁", True),
    ],
)
def test_each_post_has_its_own_holder(question: str, other: bool) -> None:
    assert is_other_post(search_copy(question), TOLD, TITLE) is other


def test_a_name_may_stand_before_the_post() -> None:
    assert not is_other_post("四川省省长是谁", "张三同志任四川省省长")
    assert is_other_post("四川省副省长是谁", "张三同志任四川省省长")


def test_the_body_may_stand_earlier_in_the_sentence() -> None:
    told = "县人大常委会由主任、副主任若干人组成,主任为王建国。"
    assert not is_other_post("人大常委会主任是谁", told)
    assert not is_other_post("市长是谁", "大会选举王凯为市长")
    assert not is_other_post("县长是谁", "(县长)王凯签字")
    assert is_other_post("县长是谁", "会议决定")
