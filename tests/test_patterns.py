"""Regular expressions that are compiled when they are first used."""

import gc
import importlib
import pkgutil
import re

import pytest

import index
import qa
from index.patterns import _Regex, regex


def test_it_does_what_the_compiled_one_does() -> None:
    later, now = regex(r"(?P<one>a)|B", re.IGNORECASE), re.compile(r"(?P<one>a)|B", re.IGNORECASE)
    assert later.pattern == now.pattern
    assert later.sub("-", "xAbx") == "x--x"
    assert later.findall("cAbc") == now.findall("cAbc") == ["A", ""]
    assert later.groupindex == {"one": 1}
    assert later.flags == now.flags
    match = later.fullmatch("A")
    assert match is not None
    assert (match["one"], match.re) == ("A", now)


def test_it_is_compiled_once_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = re.compile

    def noted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return compile_(pattern, flags)

    monkeypatch.setattr(re, "compile", noted)
    later = regex("第.条")
    assert (later.pattern, compiled) == ("第.条", [])
    assert later.search("第一条")
    assert later.match("第二条")
    assert not later.search("条")
    assert compiled == ["第.条"]


def test_what_is_wrong_with_a_pattern_is_raised_when_it_is_used() -> None:
    later = regex("(")
    with pytest.raises(re.error):
        later.search("")


def test_every_pattern_of_the_project_compiles() -> None:
    for package in (index, qa):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found = [each for each in gc.get_objects() if type(each) is _Regex]
    assert len(found) > 200
    for each in found:
        each.search("")  # raises if it does not
