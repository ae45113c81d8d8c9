"""What happens on the tab 问答, without a browser: presses that come twice, and where is looked."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from fake_encoder import FakeEncoder
from stores import LAW, RULES, fake_build, write

from index.places import open_store
from qa.answer import Answer
from qa.assistant import Assistant
from ui.ask.asking import Events, View
from ui.scope import Scope, names
from ui.site import Site
from ui.startup import Startup, State
from ui.wording import Lang

LIMITS: tuple[Any, ...] = (True, [], None, "", "")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    fake_build([write(tmp_path / "laws", {"law.txt": LAW, "rules.txt": RULES})], tmp_path / "store")
    store, startup = open_store(tmp_path / "store"), Startup()
    startup.state = State(assistant=Assistant(store, FakeEncoder()), store=store)
    return Site(startup, None, tmp_path / "verdicts.jsonl")


def pressed(**data: object) -> Any:
    return gr.EventData(None, data)


def asked(events: Events, question: str, view: View | None = None) -> View:
    found: View = events.ask("zh", view or View(), question, *LIMITS)[0]
    return found


def test_a_citation_opens_its_own_passage_or_nothing(site: Site) -> None:
    events = Events(site)
    view = asked(events, "第一条")
    assert isinstance(view.shown, Answer)
    first, second = (passage.citation for passage in view.shown.passages[:2])
    place = f"{second.document_id}:{second.start}-{second.end}"
    opened, _, _, _, shown = events.click("zh", view, pressed(place=place), *LIMITS)
    assert (opened.cited.start, opened.cited.end) == (second.start, second.end)
    assert f'data-cited="{second.start}-{second.end}"' in shown
    assert first.document_id != second.document_id
    # The answer on the page is another one than the server's by now.
    assert events.click("zh", view, pressed(place="9:1-2"), *LIMITS) == (view, *[gr.skip()] * 4)


def test_asking_alone_twice_asks_once(site: Site) -> None:
    events = Events(site)
    view = asked(events, "那公路呢？", asked(events, "四川要建哪些铁路？"))
    assert view.beside.asked == "那公路呢？"
    assert view.typed == (("", ""), ("那公路呢？", view.beside.within))
    assert "data-alone" in events.everything("zh", view)[Events.PARTS.index("answer")]
    alone = events.click("zh", view, pressed(alone=True), *LIMITS)[0]
    again = events.click("zh", alone, pressed(alone=True), *LIMITS)
    assert again == (alone, *[gr.skip()] * 4)
    assert alone.shown.question == "那公路呢？"


def test_more_gives_what_was_not_shown_until_there_is_none(site: Site) -> None:
    events, question = Events(site), "第一条和第二条和第三条和第四条讲什么"
    view = asked(events, question)
    assert isinstance(view.shown, Answer)
    assert [passage.rank for passage in view.shown.passages] == [1, 2, 3, 4, 5]
    assert "data-next" in events.everything("zh", view)[Events.PARTS.index("answer")]
    langs: list[tuple[Lang, str]] = [("zh", "还有吗"), ("en", "Show me more")]
    for lang, words in langs:
        more = events.click(lang, view, pressed(next=True), *LIMITS)[0]
        assert [passage.rank for passage in more.shown.passages] == [6]
        assert more.beside.asked == words
    view = asked(events, "还有吗", view)
    assert isinstance(view.shown, Answer)
    assert [passage.rank for passage in view.shown.passages] == [6]
    assert view.beside.asked == "还有吗"
    assert "data-next" not in events.everything("zh", view)[Events.PARTS.index("answer")]
    for _ in range(2):
        view, shown, *_ = events.ask("zh", view, "还有呢", *LIMITS)
        assert isinstance(view.shown, Answer)
        assert (view.shown.reason, view.shown.passages) == ("nothing_more", ())
        assert shown.count("没有更多") == 2  # and as it is announced
        assert "data-alone" not in shown  # which asks nothing by itself
    # Where the filters are others, nothing of it was seen.
    limited = events.ask(
        "zh", view, "还有吗", True, [*names(view.beside.documents)][:1], "", "", ""
    )
    assert [passage.rank for passage in limited[0].shown.passages][:1] == [1]


def test_a_refusal_is_said_again_when_more_is_asked_for(site: Site) -> None:
    events = Events(site)
    view = asked(events, "红烧肉怎么做")
    more = asked(events, "还有吗", view)
    assert isinstance(view.shown, Answer)
    assert isinstance(more.shown, Answer)
    assert more.shown.reason == "nothing_relevant"
    assert more.shown.passages == view.shown.passages


def test_a_verdict_pressed_twice_is_noted_once(site: Site) -> None:
    events = Events(site)
    view = asked(events, "第一条")
    for _ in range(2):
        view, *_ = events.after("zh", view, pressed(verdict="useful"))
    assert site.feedback
    lines = site.feedback.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["useful"]


def test_the_part_that_is_looked_in_is_named(site: Site) -> None:
    events, assistant = Events(site), site.startup.state.assistant
    assert assistant
    law, rules = names(assistant.documents())
    start = LAW.index("第二章")
    scope = Scope((law,), f"{start}-{len(LAW)}")
    _, tools, chooser = events.limit("zh", View(), [law], scope.part, "", "2030")
    assert "查找范围：《测试条例》第二章管理 · …–2030<" in tools
    assert chooser.value == scope.part
    assert "查找范围：《测试条例》第二章管理<" in events.everything("zh", View(scope=scope))[2]
    # Before the page knows that another document has other parts, all of it is looked in.
    other = replace(scope, documents=(rules,))
    assert "查找范围：《收费办法》<" in events.limit("zh", View(), [rules], other.part, "", "")[1]
    view = events.ask("zh", View(), "第一条", True, [rules], other.part, "", "")[0]
    assert view.shown.passages[0].text == "第一条 收费应当公开。"


def test_of_several_versions_the_one_that_is_looked_in_is_named(site: Site, tmp_path: Path) -> None:
    dated = {
        f"{year}.txt": RULES.replace("\n", f"\n\n（{year}年5月1日发布）\n", 1)
        for year in (2001, 2011)
    }
    fake_build([write(tmp_path / "dated", dated)], tmp_path / "store")
    store = open_store(tmp_path / "store")
    site.startup.state = State(assistant=Assistant(store, FakeEncoder()), store=store)
    (name,) = (name for name, info in names(store.documents).items() if info.date == "2001-05-01")
    tools = Events(site).limit("zh", View(), [name], None, "", "")[1]
    assert "查找范围：《收费办法》（2001-05-01）<" in tools
