"""The page in a real browser, served by a real `python app.py` with the packaged model."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import ROOT, ask, closed, free_port, opened, serve, stop, until_open, watched
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect

from qa import Assistant

RAILWAYS, RECIPE = "四川要建哪些铁路？", "火锅底料怎么炒？"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page") / "store"


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    """The page as a person starts it; elsewhere the tests start it by a shorter way."""
    port = free_port()
    command = [sys.executable, "app.py", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        yield until_open(port, lambda: process.poll() is None)
        process.terminate()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser, address) as shown:
        yield shown


@pytest.fixture(scope="module")
def window(browser: Browser, address: str) -> Iterator[Page]:
    """One for all tests that ask something and look at the answer."""
    with watched(browser, address) as shown:
        yield shown


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    shown = opened(browser, address, viewport={"width": 390, "height": 844}, has_touch=True)
    yield shown
    closed(shown)


@pytest.fixture(scope="module")
def assistant(address: str, store: Path, browser: Browser) -> Assistant:
    closed(opened(browser, address))  # the store is complete when the page is ready
    return Assistant.load(store)


def test_the_page_becomes_ready_without_being_reloaded(page: Page, assistant: Assistant) -> None:
    infos = assistant.documents()
    held = f"{len(infos)} 篇 · {assistant.info.clauses} 条"
    expect(page.locator(".tw-store")).to_have_text(held)
    expect(page.locator(".tw-title >> nth=0")).to_have_text(infos[0].title)


def test_a_page_at_rest_draws_nothing(browser: Browser, page: Page) -> None:
    def frames() -> int:
        """How many are drawn in a second."""
        browser.start_tracing(page=page, categories=["devtools.timeline"])
        page.wait_for_timeout(1000)
        events = json.loads(browser.stop_tracing())["traceEvents"]
        return sum(event["name"] == "FireAnimationFrame" for event in events)

    # While the page comes up there are some; left to itself, Gradio draws 60 as long as it is open.
    assert any(frames() < 20 for _ in range(10))


def test_an_answer_cites_quotes_and_underlines(window: Page, assistant: Assistant) -> None:
    ask(window, RAILWAYS)
    first = assistant.ask(RAILWAYS).passages[0]
    shown = window.locator(".tw-passage").first
    assert first.citation.text.startswith("《")
    expect(shown.locator(".tw-cite")).to_have_text(first.citation.text)
    quote = shown.locator(".tw-quote")
    assert (quote.text_content() or "").replace("……", "") == first.text
    marks = shown.locator("mark")
    assert marks.all_text_contents() == [mark.text for mark in first.highlights]
    expect(marks.first).to_be_visible()
    expect(marks.first).to_have_css("text-decoration-line", "underline")


def test_a_citation_opens_the_source_there(window: Page, assistant: Assistant) -> None:
    ask(window, RAILWAYS)
    for rank in (3, 1, 1):  # another document, back again, and once more where it already is
        cited = assistant.ask(RAILWAYS).passages[rank - 1]
        window.locator(f"[data-cite='{rank}']").click()
        target = window.locator(f"[data-place='{place(cited)}'] [data-target]")
        expect(target).to_be_focused()
        expect(target).to_be_in_viewport()
        marks = window.locator("#tw-reader mark")
        assert marks.all_text_contents() == [mark.text for mark in cited.highlights]
        expect(marks.first).to_be_in_viewport()


def place(passage: Any) -> str:
    cited = passage.citation
    return f"{cited.document_id}:{cited.start}-{cited.end}"


LAW = """收费条例

第一条 收取铁路货物运输杂费，应当在营业场所公开价目表。

第二条 违反本条例第一条，未公开铁路货物运输杂费价目表的，责令改正。
"""


@pytest.fixture(scope="module")
def citing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with a store whose clauses cite each other."""
    folder = tmp_path_factory.mktemp("citing")
    (folder / "law.txt").write_text(LAW, encoding="utf-8")
    command = [sys.executable, "-m", "qa", "index", str(folder / "law.txt")]
    subprocess.run([*command, "--store", str(folder / "store")], cwd=ROOT, check=True)
    process, url = serve(folder / "store")
    yield url
    stop(process)


def test_a_related_clause_opens_the_source_there(browser: Browser, citing: str) -> None:
    page = opened(browser, citing, viewport={"width": 390, "height": 844})
    ask(page, "第二条")
    link = page.locator(".tw-related .tw-link")
    expect(link).to_have_text("第一条")
    link.focus()
    page.keyboard.press("Enter")
    clause = LAW[LAW.index("第一条") : LAW.index("\n\n第二条")]
    start = LAW.index("第一条")
    target = page.locator(f"[data-place='0:{start}-{start + len(clause)}'] [data-target]")
    expect(target).to_be_focused()
    expect(target).to_contain_text(clause)
    expect(page.locator("#tw-live")).to_have_text("已在原文中定位：《收费条例》第一条")
    page.locator("[data-panel=answer]").click()
    expect(link).to_be_focused()
    ask(page, "第一条")
    expect(page.locator(".tw-related dt")).to_have_text("被引用")
    expect(link).to_have_text("第二条")
    closed(page)


def test_the_source_is_the_whole_document(page: Page, assistant: Assistant) -> None:
    for info in assistant.documents():
        page.get_by_label("文件", exact=True).click()
        page.get_by_role("option", name=info.title).click()
        expect(page.locator(f"[data-place='{info.id}:']")).to_be_visible()
        document = assistant.read(info.id)
        assert page.locator(".tw-text").text_content() == document.span.of(document.text)


def test_a_document_can_be_chosen_by_the_keyboard(page: Page, assistant: Assistant) -> None:
    ask(page, RAILWAYS)
    reader = page.locator("#tw-reader [data-place]")
    cited = reader.get_attribute("data-place") or ""
    now = int(cited.partition(":")[0])
    box = page.get_by_label("文件", exact=True)
    box.focus()
    page.keyboard.press("Tab")  # whoever passes by leaves the cited place open
    page.wait_for_timeout(300)
    expect(reader).to_have_attribute("data-place", cited)
    box.focus()
    for key in ("ArrowDown" if now == 0 else "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(reader).to_have_attribute("data-place", f"{1 - now}:")
    expect(page.locator(".tw-text")).to_contain_text(assistant.documents()[1 - now].title)


def test_more_comes_in_the_place_of_an_answer_and_the_outline_leads_to_a_clause(
    window: Page,
) -> None:
    ask(window, RAILWAYS)
    window.get_by_role("button", name="更多段落").click()
    expect(window.locator(".tw-asked")).to_have_text("问：还有吗")
    expect(window.locator(".tw-asked")).to_be_in_viewport()
    expect(window.locator(".tw-cite").first).to_be_focused()
    expect(window.locator(".tw-rank").first).to_have_text("6")
    window.locator("#tw-reader [data-jump=outline]").click()
    window.locator("#tw-reader").get_by_role("link", name="（二十一）").click()
    clause = window.locator("#tw-reader .tw-leaf", has_text="（二十一）")
    expect(clause).to_be_focused()
    expect(clause).to_be_in_viewport()


def test_a_question_without_an_answer_is_refused_in_words(
    window: Page, assistant: Assistant
) -> None:
    ask(window, RECIPE)
    notice = window.locator(".tw-notice")
    expect(notice).to_contain_text("没有找到答案")
    expect(notice).to_contain_text(assistant.ask(RECIPE).message)
    expect(notice).to_have_css("border-top-style", "dashed")
    expect(window.locator(".tw-found")).to_have_text("最接近的段落，低于阈值")
    expect(window.locator(".tw-passage")).to_have_count(3)


def test_an_empty_question_is_told_so(page: Page) -> None:
    page.get_by_role("button", name="提问").click()
    expect(page.locator(".tw-notice")).to_contain_text("请输入问题")


def test_an_example_is_asked_when_clicked(page: Page) -> None:
    page.get_by_role("button", name="决定第十五条讲什么").click()
    expect(page.get_by_role("textbox", name="问题")).to_have_value("决定第十五条讲什么")
    expect(page.locator(".tw-cite")).to_contain_text("三、（十五）")


def test_a_citation_can_be_copied(window: Page, assistant: Assistant) -> None:
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(window, RAILWAYS)
    button = window.get_by_role("button", name="复制引用").first
    button.click()
    expect(window.locator("#tw-live")).to_have_text("已复制")
    expect(window.locator(".tw-copy").first).to_have_text("已复制")
    first = assistant.ask(RAILWAYS).passages[0]
    copied = window.evaluate("navigator.clipboard.readText()")
    assert copied == f"{first.citation.text}\n{first.text}"


def test_copying_works_without_the_clipboard_interface(page: Page) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ask(page, RAILWAYS)
    page.get_by_role("button", name="复制引用").first.click()
    expect(page.locator("#tw-live")).to_have_text("已复制")


def test_the_whole_interface_speaks_english(page: Page, assistant: Assistant) -> None:
    ask(page, RECIPE)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".tw-notice")).to_contain_text(assistant.ask(RECIPE).message_en)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("textbox", name="Question")).to_have_value(RECIPE)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(page.locator(".tw-copy").first).to_have_text("Copy citation")
    expect(page.get_by_label("Document", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Look in: all documents")).to_be_visible()
    page.wait_for_timeout(1_000)  # a stream that is open when the page goes is an error to Gradio
    page.reload()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ask_in_english = page.get_by_role("textbox", name="Question")
    ask_in_english.fill(RECIPE)
    ask_in_english.press("Enter")
    expect(page.locator(".tw-asked")).to_have_text(f"You asked: {RECIPE}")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(".tw-copy").first).to_have_text("复制引用")


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="English")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tab", name="问答")).to_be_focused()
    box = page.get_by_role("textbox", name="问题")
    for _ in range(page.get_by_role("tab").count()):
        page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.type(RAILWAYS)
    page.keyboard.press("Enter")
    cite = page.locator(".tw-cite").first
    expect(cite).to_be_visible()
    for _ in range(15):  # the button, the drawers, the examples, and then the first citation
        page.keyboard.press("Tab")
        if cite.evaluate("element => element === document.activeElement"):
            break
    expect(cite).to_have_css("outline-style", "solid")
    page.keyboard.press("Enter")
    target = page.locator("#tw-reader [data-target]")
    expect(target).to_be_focused()
    expect(target).to_have_css("outline-style", "solid")


def test_what_is_asked_is_never_markup_or_a_template(window: Page) -> None:
    hostile = "<img src=x onerror=alert(1)> ${1+1} {{value}} 铁路"
    ask(window, hostile)
    expect(window.locator(".tw-asked")).to_have_text(f"问：{hostile}")
    expect(window.locator("#tw-answer img")).to_have_count(0)


def test_a_phone_shows_one_panel_at_a_time_and_never_scrolls_sideways(phone: Page) -> None:
    def width() -> int:
        return int(phone.evaluate("document.documentElement.scrollWidth"))

    assert width() <= 390
    ask(phone, RAILWAYS)
    expect(phone.locator("#tw-reader")).to_be_hidden()
    assert width() <= 390
    phone.locator("[data-cite='2']").tap()
    target = phone.locator("#tw-reader [data-target]")
    expect(target).to_be_focused()
    expect(phone.locator("#tw-reader mark").first).to_be_in_viewport()
    expect(phone.locator("#tw-answer")).to_be_hidden()
    assert width() <= 390
    phone.locator("[data-panel=answer]").tap()
    expect(phone.locator("[data-cite='2']")).to_be_focused()
    expect(phone.locator("[data-cite='2']")).to_be_in_viewport()


# Which words of the head the button of the language stands on.
COVERED = """() => {
    const button = document.querySelector(".tw-switch").getBoundingClientRect();
    return [".tw-header h1", ".tw-tagline", ".tw-store"].filter((selector) => {
        const words = document.createRange();
        words.selectNodeContents(document.querySelector(selector));
        return [...words.getClientRects()].some((line) => line.right > button.left
            && line.left < button.right && line.bottom > button.top && line.top < button.bottom);
    });
}"""


def test_at_every_width_and_in_both_languages_there_is_room_for_head_and_tabs(page: Page) -> None:
    tabs = page.locator("#tw-tabs [role=tab][id^=tw-tab-]")
    for other in ("English", "中文"):
        for width in (1180, 1000, 900, 820, 768, 700, 650, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(COVERED) == [], width
            assert [tab.is_visible() for tab in tabs.all()] == [True] * 5
        page.get_by_role("button", name=other).click()
        expect(page.get_by_role("button", name=other)).to_have_count(0)


def test_on_a_phone_the_address_tells_every_tab_in_english_too(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 800})
    phone.get_by_role("button", name="English").tap()
    for name in ("Evaluate", "Documents"):
        phone.get_by_role("tab", name=name).tap()
        expect(phone.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    assert "tab=documents" in phone.url
    phone.go_back()
    expect(phone.get_by_role("tab", name="Evaluate")).to_have_attribute("aria-selected", "true")
    phone.go_forward()
    phone.locator("#tw-files a[href^='?tab=read']").first.tap()
    expect(phone.get_by_role("tab", name="Read")).to_have_attribute("aria-selected", "true")


def test_the_endpoints_give_what_the_command_line_gives(address: str, assistant: Assistant) -> None:
    client = Client(address, verbose=False)
    decision = assistant.documents()[1].title
    asked = client.predict(RAILWAYS, api_name="/ask")
    fewer = client.predict(question=RECIPE, top=2, documents=[decision], api_name="/ask")
    shown = client.predict("（二十一）", document=decision, api_name="/show")
    wanted = [
        assistant.ask(RAILWAYS),
        assistant.ask(RECIPE, 2, [decision]),
        assistant.show("（二十一）", decision),
    ]
    for got, answer in zip((asked, fewer, shown), wanted, strict=True):
        expected = answer.to_json()
        assert got.keys() == expected.keys()
        assert {**got, "took_ms": 0} == {**expected, "took_ms": 0}
    assert len(fewer["passages"]) == 2
    client.close()


def test_the_endpoints_refuse_in_one_line(address: str, assistant: Assistant) -> None:
    del assistant  # only waited for
    client = Client(address, verbose=False)
    with pytest.raises(AppError, match="索引中没有标题或文件名含“民法典”的文件"):
        client.predict(RAILWAYS, documents=["民法典"], api_name="/ask")
    with pytest.raises(AppError, match="top 应为 1 到 1000 的整数"):
        client.predict(RAILWAYS, top=0, api_name="/ask")
    client.close()


def test_nothing_but_the_named_endpoints_is_offered(address: str) -> None:
    client = Client(address, verbose=False)
    endpoints = client.view_api(return_format="dict", print_info=False)
    assert isinstance(endpoints, dict)
    assert endpoints["named_endpoints"].keys() == {
        *("/ask", "/show", "/list_documents", "/compare")
    }
    client.close()


def test_a_damaged_store_is_reported_and_left_alone(browser: Browser, tmp_path: Path) -> None:
    damaged = tmp_path / "store"
    damaged.mkdir()
    (damaged / "CURRENT").write_text("0" * 16, encoding="utf-8")
    before = [(path, path.read_bytes()) for path in damaged.rglob("*")]
    process, url = serve(damaged)
    page = browser.new_page()
    page.goto(url)
    notice = page.locator(".tw-notice")
    expect(notice).to_contain_text("暂时不能使用", timeout=20_000)
    assert "Traceback" not in (page.locator("body").text_content() or "")
    expect(page.locator("#tw-ask")).to_be_disabled()
    page.close()
    stop(process)
    assert [(path, path.read_bytes()) for path in damaged.rglob("*")] == before


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--port", "x"], "端口应为 1 到 65535 的整数"),
        (["--port", "0"], "端口应为 1 到 65535 的整数"),
        (["--bogus"], "没有这样的选项：--bogus"),
    ],
)
def test_wrong_usage_gets_one_line(arguments: list[str], line: str) -> None:
    done = run_app(arguments)
    assert done.returncode == 2
    assert line in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_port_that_is_taken_gets_one_line(address: str, tmp_path: Path) -> None:
    port = str(urlsplit(address).port)
    done = run_app(["--port", port, "--store", str(tmp_path / "store")])
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1


def run_app(arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
