"""What is asked before the page can answer, or while it is rendered anew, is not lost."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from playwright.sync_api import Browser, Page, Route, expect
from server import served
from stores import LAW, RULES, fake_build, write

import ui.page
from ui.site import Site, Tab
from ui.startup import Startup

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


def test_what_a_tab_remembers_since_is_what_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass
    class View:
        shown: str

    states: list[gr.State] = []
    sessions: dict[str, dict[int, View]] = {"window": {}}

    def render(lang: str, view: View) -> list[str]:
        if view.shown == "before":  # a question is answered while this is rendered
            sessions["window"][states[0]._id] = View("after")
        return [f"{lang} {view.shown}"]

    def build(_: Site) -> Tab:
        states.append(gr.State(View("before")))
        return Tab(states[0], [gr.HTML("")], render)

    monkeypatch.setattr(ui.page, "_TABS", (("ask", build),))
    page = ui.page.build_page(Startup())
    vars(page)["app"] = SimpleNamespace(state_holder=sessions)
    functions: dict[str | None, Any] = {each.name: each.fn for each in page.fns.values()}
    request = gr.Request(session_hash="window")
    before = states[0].value
    sessions["window"][states[0]._id] = before
    assert functions["switched"]("zh", request, before)[-1] == "en after"
    sessions["window"][states[0]._id] = before
    assert functions["progress"]("zh", "", request, before)[-1] == "zh after"
    assert functions["progress"]("zh", "", gr.Request(), before)[-1] == "zh before"
