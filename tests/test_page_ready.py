"""What is asked before the page can answer, or while it is rendered anew, is not lost."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from server import served
from stores import LAW, RULES, fake_build, write

import ui.ask.asking
import ui.page
from index.errors import InputError
from ui.documents.changes import Changes
from ui.site import Site, Tab, Turns
from ui.startup import Startup, State

QUESTION, OTHER = "收费应当公开吗？", "票据应当保存多久？"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    fake_build([write(folder / "laws", {"law.txt": LAW, "rules.txt": RULES})], folder / "store")
    return folder


def entered(page: Page, question: str) -> None:
    box = page.get_by_role("textbox", name="问题")
    box.fill(question)
    box.press("Enter")


def test_a_question_waits_for_the_store(browser: Browser, folder: Path) -> None:
    opens = folder / "opens"
    with served(folder, opens=opens) as client:
        page = browser.new_page()
        page.goto(str(client.base_url))
        expect(page.locator(".tw-status")).to_be_visible()
        expect(page.locator(".tw-held")).to_be_hidden()
        entered(page, OTHER)
        expect(page.locator(".tw-held")).to_have_text("问题已记下，准备好后立即回答。")
        expect(page.locator("#tw-live")).to_have_text("问题已记下，准备好后立即回答。")
        entered(page, QUESTION)  # the last one counts
        opens.touch()
        expect(page.locator(".tw-asked")).to_have_text(f"问：{QUESTION}")
        expect(page.locator("#tw-history [data-question]")).to_have_text([QUESTION])
        page.close()


def test_a_question_waits_for_the_answer_to_the_one_before(browser: Browser, folder: Path) -> None:
    let = folder / "let"
    let.touch()
    with served(folder, let=let) as client:
        page = browser.new_page()
        page.goto(str(client.base_url))
        expect(page.locator("#tw-ask")).to_be_enabled()
        let.unlink()
        entered(page, OTHER)
        page.wait_for_timeout(300)
        entered(page, QUESTION)
        page.wait_for_timeout(300)
        let.touch()
        expect(page.locator(".tw-asked")).to_have_text(f"问：{QUESTION}")
        let.unlink()
        entered(page, OTHER)
        page.wait_for_timeout(300)
        page.locator("[data-question='火锅底料怎么炒？']").click()
        page.wait_for_timeout(300)
        let.touch()
        expect(page.locator(".tw-asked")).to_have_text("问：火锅底料怎么炒？")
        page.wait_for_timeout(500)
        expect(page.locator(".tw-asked")).to_have_text("问：火锅底料怎么炒？")
        let.unlink()
        entered(page, OTHER)
        page.wait_for_timeout(100)
        page.reload()  # it is asked again
        let.touch()
        expect(page.locator(".tw-asked")).to_have_text(f"问：{OTHER}")
        page.close()


def test_the_page_that_comes_up_late_covers_no_answer(browser: Browser, folder: Path) -> None:
    with served(folder) as client:
        page = browser.new_page()
        held: list[tuple[Route, Any]] = []

        def hold(route: Route) -> None:
            response = route.fetch()  # what the page was before any question
            if "tw-welcome" in response.text():
                held.append((route, response))
            else:
                route.fulfill(response=response)

        page.route("**/run/predict", hold)
        page.goto(str(client.base_url))
        expect(page.get_by_role("textbox", name="问题")).to_be_visible()
        while not held:
            page.wait_for_timeout(50)
        entered(page, QUESTION)
        page.wait_for_timeout(1_000)  # as long as an answer would need
        for route, response in held:
            route.fulfill(response=response)
        expect(page.locator(".tw-asked")).to_have_text(f"问：{QUESTION}")
        page.wait_for_timeout(1_000)
        expect(page.locator(".tw-asked")).to_have_text(f"问：{QUESTION}")
        page.close()


def wired(page: Any, first: str, outputs: int) -> Any:
    """The function that fills so many components of the tab 问答, of which the first is called so,
    after the view.
    """
    for each in page.fns.values():
        ids = [getattr(component, "elem_id", None) for component in each.outputs]
        if each.name == "happens" and len(ids) == outputs + 1 and ids[1] == first:
            return each
    raise AssertionError(first)


@pytest.fixture
def asking() -> tuple[Any, dict[int, Any]]:
    """The page, and the states of its one session."""
    states: dict[int, Any] = {}
    page = ui.page.build_page(Startup())
    vars(page)["app"] = SimpleNamespace(state_holder={"window": states})
    return page, states


WINDOW = gr.Request(session_hash="window", headers={})


def test_an_event_that_ends_late_undoes_nothing(asking: tuple[Any, dict[int, Any]]) -> None:
    page, states = asking
    limit = wired(page, "tw-tools", 2)
    before = ui.ask.asking.View()
    # The question is answered while the parts of a large document are read for the filters.
    error = InputError("答案", "answer")
    states[limit.outputs[0]._id] = replace(before, shown=error, meant=QUESTION)
    view, *_ = limit.fn("zh", Turns(), before, WINDOW, None, [], None, "2022", "")
    assert (view.shown, view.meant, view.scope.since) == (error, QUESTION, "2022")


def test_of_what_is_asked_for_the_last_that_was_sent_counts() -> None:
    def sent(turn: str | None) -> gr.Request:
        return gr.Request(headers={} if turn is None else {"x-turn": turn})

    turns, values = Turns(), ["text", 1]
    assert [turns.begun(sent(turn)) for turn in ("1", "3", "2", None)] == [1, 3, 2, 4]
    assert turns.shown(4, values) == values
    for earlier in (1, 2, 3):
        assert turns.shown(earlier, values) == [gr.skip(), gr.skip()]
    assert [turns.begun(sent(turn)) for turn in ("-7", "x", "²", "9" * 5000)][:3] == [5, 6, 7]


def test_an_answer_that_comes_late_covers_no_later_question(
    asking: tuple[Any, dict[int, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, states = asking
    ask, turns, view = wired(page, "tw-answer", 4), Turns(), ui.ask.asking.View()
    states[ask.outputs[0]._id] = view
    given: tuple[Any, ...] = ("zh", turns, view, WINDOW, None, QUESTION, True, [], None, "", "")
    assert "tw-status" in ask.fn(*given)[1]

    def answer(*_: object) -> str:
        turns.last += 1  # another question is asked meanwhile
        return "late"

    monkeypatch.setattr(ui.ask.asking.Events, "_answer", answer)
    assert ask.fn(*given) == [gr.skip()] * 5


def test_what_a_tab_remembers_since_is_what_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass
    class View:
        shown: str

    states: list[gr.State] = []
    window: dict[int, Any] = {}

    def render(lang: str, view: View) -> list[str]:
        if view.shown == "before":  # a question is answered while this is rendered
            window[states[1]._id] = View("after")
        if view.shown == "switch":  # the language is switched
            window[states[0]._id] = "en"
        return [f"{lang} {view.shown}"]

    def build(site: Site) -> Tab:
        states[:] = [site.lang, gr.State(View("before"))]
        return Tab(states[1], [gr.HTML("")], render)

    monkeypatch.setattr(ui.page, "_TABS", (("ask", build),))
    page = ui.page.build_page(Startup())
    vars(page)["app"] = SimpleNamespace(state_holder={"window": window})
    functions: dict[str | None, Any] = {each.name: each.fn for each in page.fns.values()}

    def shown(function: str, view: View, *more: Any, **cookies: Any) -> tuple[Any, str]:
        """The language that it sets, and what it shows last."""
        window.update(zip([state._id for state in states], ["zh", view], strict=True))
        request = gr.Request(session_hash="window", **cookies)
        given = functions[function]("zh", *more, request, view)
        return given[2] if function == "progress" else given[0], given[-1]

    before, switch, other = states[1].value, View("switch"), View("other")
    assert shown("switched", before) == ("en", "en after")
    assert shown("progress", before, "") == (gr.skip(), "zh after")
    assert shown("progress", switch, "") == (gr.skip(), "en switch")
    english = {"cookies": {"tiaowen_language": "en"}}
    assert shown("progress", other, None, **english) == ("en", "en other")
    assert shown("progress", other, "", **english) == (gr.skip(), "zh other")
    assert shown("progress", other, None, cookies={"tiaowen_language": "<b>"})[1] == "zh other"
    assert functions["progress"]("zh", "", gr.Request(), before)[-1] == "zh before"


def test_what_another_window_sends_is_shown_though_the_store_is_the_same(tmp_path: Path) -> None:
    startup = Startup()
    startup.state, startup.folder = State(error=InputError("坏了", "broken")), tmp_path
    changes = Changes(startup)
    page = ui.page.build_page(startup, changes=changes)
    (look,) = [each for each in page.fns.values() if each.name == "progress"]
    inputs: Any = look.inputs
    states: dict[int, Any] = {each._id: each.value for each in inputs}
    vars(page)["app"] = SimpleNamespace(state_holder={"window": states})

    def looked(seen: object) -> tuple[Any, list[str]]:
        """What is seen now, and the parts of the page that are shown anew."""
        lang, _, *views = states.values()
        assert look.fn
        shown = look.fn(lang, seen, WINDOW, *views)
        anew = [i for i in range(3, len(shown)) if shown[i] != gr.skip()]
        return shown[1], [str(look.outputs[i].elem_id) for i in anew]

    # What a page looks with, every few seconds, has one output: whether there is anything to show.
    (peek,) = [each for each in page.fns.values() if each.name == "peek"]
    assert len(peek.outputs) == 1

    def is_new(seen: object) -> bool:
        assert peek.fn
        return bool(peek.fn(seen) != gr.skip())

    assert is_new(None)
    seen, parts = looked(None)
    assert "tw-files" in parts
    assert looked(seen)[1] == []
    assert not is_new(seen)
    changes.prepare()
    file = write(changes.folder, {"come": RULES}) / "come"
    sent = changes.receive("办法.txt", file, hashlib.sha256(RULES.encode()).hexdigest())
    for declined in ("", sent.id):
        changes.decline(declined)
        assert is_new(seen)
        seen, parts = looked(seen)
        assert parts == ["tw-waiting", "tw-job", "None"]  # the last is a timer
        assert looked(seen)[1] == []
