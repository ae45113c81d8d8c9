"""The tab 原文 in a real browser: addresses, outline, finding, copying, downloading."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import Open, barriers, closed, errors, free_port, hosts, opened, windows
from playwright.sync_api import Browser, Locator, Page, Route, expect
from stores import COMMUNIQUE, CORPUS, DECISION, LAW, fake_build, use_fake, write
from test_pdf import lines, pdf

from index.model import Document
from qa import Assistant
from ui.address import address
from ui.page import LAUNCH, build_page
from ui.startup import Startup, State

HOSTILE = (
    "<b>办法</b>\n\n第一条 <script>document.title='X'</script>${1+1}{{value}}&amp;\n\n"
    "第二条 甲\u202e反写\u202c完。\n"
)
CHAPTERS = "一二三四五六七八"
MANY = "\n\n".join(
    f"第{c}章 规定{c}\n\n"
    + "\n\n".join(
        f"第{n}条 有关{n}号铁路事务，应当登记，并予公示。" * 3
        for n in range(40 * i + 1, 40 * i + 41)
    )
    for i, c in enumerate(CHAPTERS)
)


@dataclass(frozen=True)
class Shown:
    """A page that is served, and what it shows."""

    url: str
    folder: Path
    assistant: Assistant

    def document(self, title: str) -> Document:
        infos = self.assistant.documents()
        return self.assistant.read(next(info.id for info in infos if info.title == title))

    def link(self, title: str, words: str = "") -> str:
        """The address of `words` in a document, or of the document."""
        of = self.document(title)
        start = of.text.index(words, of.span.start) if words else of.span.start
        end = start + len(words) if words else of.span.end
        return self.url + address(of.source.text_sha256, start, end)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("read")
    write(folder / "docs", {"law.txt": LAW, "坏.txt": HOSTILE, "大.txt": f"大法\n\n{MANY}\n"})
    shutil.copy(next(CORPUS.iterdir()), folder / "docs" / "plenum.txt")
    pages = [lines("第一条　甲应当登记。"), lines("乙。"), lines("第二条　丙应当公示。")]
    (folder / "docs" / "page.pdf").write_bytes(pdf([lines("登记办法", top=560), *pages]))
    fake_build([folder / "docs"], folder / "store")
    assistant = assistant_of(folder / "store")
    with launched(State(assistant=assistant)) as (url, _):
        yield Shown(url, folder, assistant)


def assistant_of(store: Path) -> Assistant:
    with pytest.MonkeyPatch.context() as patch:
        use_fake(patch)
        return Assistant.load(store)


@contextmanager
def launched(state: State) -> Iterator[tuple[str, Startup]]:
    """The page at that stage, and what its stage is set by."""
    startup = Startup()
    startup.state = state
    page = build_page(startup)
    port = free_port()
    place: dict[str, Any] = {"server_name": "127.0.0.1", "server_port": port}
    page.launch(**LAUNCH, **place, prevent_thread_lock=True, quiet=True)
    try:
        yield f"http://127.0.0.1:{port}/", startup
    finally:
        page.close(verbose=False)


# What Gradio itself does in its threads while it serves.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(autouse=True)
def nothing_goes_wrong_or_elsewhere() -> Iterator[None]:
    hosts.clear()
    errors.clear()
    yield
    assert hosts - {None, ""} <= {"127.0.0.1"}
    assert errors == []


@pytest.fixture
def at(browser: Browser) -> Iterator[Open]:
    """Opens addresses, each in a window of its own."""
    with windows(browser) as open_window:
        yield open_window


@pytest.fixture(scope="module")
def window(browser: Browser, site: Shown) -> Iterator[Page]:
    page = opened(browser, site.url, viewport={"width": 1280, "height": 900})
    yield page
    closed(page)


@pytest.fixture
def go(window: Page, site: Shown) -> Callable[[str], Page]:
    """Goes to an address in the one window, as a link in it does."""

    def go_to(url: str) -> Page:
        window.evaluate(
            "query => window.tiaowen.go(query)", url.removeprefix(site.url) or "?tab=ask"
        )
        return window

    return go_to


Go = Callable[[str], Page]


def book(page: Page) -> Locator:
    return page.locator(".tw-book")


def reads(page: Page, of: Document) -> None:
    """The document is open."""
    key = f"{of.source.text_sha256[:16]}-{of.span.start}-"
    expect(page.locator(f".tw-book[data-book^='{key}'] .tw-text")).to_be_visible()


def marked(page: Page) -> str:
    """The text of the leaves that are marked as opened."""
    return "".join(book(page).locator(".tw-whole, .tw-part").all_text_contents()).strip()


def shows(page: Page, words: str) -> None:
    """The clause that begins with `words` is marked, focused and in view."""
    target = book(page).locator("[data-target]")
    expect(target).to_have_text(re.compile(rf"^\s*{re.escape(words)}"))
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()


def test_an_address_opens_its_clause(at: Open, site: Shown) -> None:
    page = at(site.link("测试条例", "第三条 甲应当登记。\n乙应当备案。"))
    shows(page, "第三条 甲应当登记。")
    assert marked(page) == "第三条 甲应当登记。\n乙应当备案。"
    expect(page.locator("#tw-read-documents input")).to_have_value("测试条例")
    expect(page.get_by_role("tab", name="原文")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#tw-live")).to_have_text("已打开：《测试条例》第三条")
    expect(page.locator(".tw-where").last).to_have_text("第三条")


def test_a_sentence_of_a_clause_is_marked_within_it(go: Go, site: Shown) -> None:
    words = "出席全会的有，省委委员79人"
    page = go(site.link(COMMUNIQUE, words))
    expect(book(page).locator(".tw-cited")).to_have_text(words)
    expect(book(page).locator(".tw-cited")).to_be_in_viewport()
    expect(page.locator(".tw-steps .tw-where")).to_have_text("第1段")


def test_an_address_waits_for_its_document_and_outlives_the_store(
    browser: Browser, site: Shown, tmp_path: Path
) -> None:
    other = write(tmp_path / "0", {"0.txt": "新办法\n\n第一条 新。\n"})
    fake_build([other], tmp_path / "without")
    fake_build([other, site.folder / "docs"], tmp_path / "both")
    without, both = assistant_of(tmp_path / "without"), assistant_of(tmp_path / "both")
    assert both.documents()[0].title == "新办法"  # so the ids of the others are not what they were
    with launched(State()) as (url, startup):
        page = browser.new_context().new_page()
        page.goto(url + site.link("大法", "第300条").removeprefix(site.url))
        expect(page.get_by_role("tab", name="原文")).to_have_attribute("aria-selected", "true")
        expect(page.locator("#tw-book")).to_have_text("准备好之后，这里可以通读原文。")
        startup.state = State(assistant=without)
        expect(book(page)).to_contain_text("链接所指的文件不在索引里")
        startup.state = State(assistant=site.assistant)
        shows(page, "第300条")
        startup.state = State(assistant=both)
        expect(page.locator(".tw-store")).to_contain_text("7 篇")
        shows(page, "第300条")
        page.reload()
        shows(page, "第300条")
        page.context.close()


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("?tab=read&text=0123456789abcdef&at=1-2", "链接所指的文件不在索引里"),
        ("?tab=read&text=0123456789abcdef", "链接所指的文件不在索引里"),
        ("?tab=read&text=0123&at=1-2", "链接不完整"),
        ("?tab=read&text=<b>x", "链接不完整"),
        ("{law}&at=500-400", "链接不完整"),
        ("{law}&at=-5-3", "链接不完整"),
        ("?tab=read&at=10-20", "链接不完整"),
    ],
)
def test_an_address_of_nothing_says_so_in_one_line(
    go: Go, site: Shown, query: str, line: str
) -> None:
    law = address(site.document("测试条例").source.text_sha256)
    page = go(site.url + query.replace("{law}", law))
    notice = book(page).get_by_role("alert")
    expect(notice).to_contain_text(line)
    expect(notice).to_be_focused()
    expect(book(page).locator(".tw-text")).to_have_count(0)
    chosen = int(book(page).get_attribute("data-chosen") or 0)
    page.locator("#tw-read-documents input").click()
    page.get_by_role("option", name="测试条例").click()
    expect(book(page).locator(".tw-text")).to_contain_text("第四条 丁免予登记。")
    assert page.url == site.link("测试条例")
    page.wait_for_timeout(200)  # for another event
    assert book(page).get_attribute("data-chosen") == str(chosen + 1)


def test_an_address_beyond_its_text_says_so(go: Go, site: Shown) -> None:
    digest = site.document("测试条例").source.text_sha256
    page = go(site.url + address(digest, 10**6, 10**6 + 5))
    expect(book(page)).to_contain_text("不在这份文件的范围内")


def test_what_is_opened_is_in_the_address_and_the_history(go: Go, site: Shown) -> None:
    page = go(site.link("测试条例", "第二条 本条例适用于测试。"))
    shows(page, "第二条")
    book(page).get_by_role("link", name="第四条").click()
    shows(page, "第四条")
    assert page.url == site.link("测试条例", "第四条 丁免予登记。")
    page.locator("#tw-read-documents input").click()
    page.get_by_role("option", name="大法").click()
    expect(book(page).locator(".tw-text")).to_contain_text("第320条")
    assert page.url == site.link("大法")
    page.go_back()
    shows(page, "第四条")
    page.go_back()
    shows(page, "第二条")
    page.go_forward()
    shows(page, "第四条")


def test_a_document_can_be_chosen_by_the_keyboard(go: Go, site: Shown) -> None:
    page = go(site.link("测试条例", "第二条 本条例适用于测试。"))
    shows(page, "第二条")
    was = page.url
    box = page.locator("#tw-read-documents input")
    box.focus()
    page.keyboard.press("Tab")  # whoever passes by stays at the clause
    page.wait_for_timeout(300)
    assert page.url == was
    box.fill("大法")
    page.keyboard.press("Enter")
    expect(book(page).locator(".tw-text")).to_contain_text("第320条")
    assert page.url == site.link("大法")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.click()  # opens the list, though the field has the focus
    expect(box).to_have_attribute("aria-expanded", "true")
    held: list[Route] = []
    page.route(re.compile("/run/predict"), lambda route: held.append(route))
    box.fill("登记")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="文档").click()
    page.unroute_all()  # which lets it go on
    expect(page.locator("#tw-read-documents input")).to_have_value("登记办法")
    page.wait_for_timeout(300)
    assert urlsplit(page.url).query == "tab=documents"
    page.get_by_role("tab", name="原文").click()
    expect(book(page).locator(".tw-text")).to_contain_text("丙应当公示")
    assert page.url == site.link("登记办法")


def test_an_address_says_which_tab_is_open(at: Open, site: Shown) -> None:
    page = at(site.link("测试条例", "第二条 本条例适用于测试。") + "&__theme=dark")
    shows(page, "第二条")
    was = page.url
    page.get_by_role("tab", name="问答").click()
    expect(page.locator("#tw-ask")).to_be_visible()
    assert page.url == f"{site.url}?__theme=dark"
    page.get_by_role("tab", name="原文").click()
    expect(book(page)).to_be_visible()
    assert page.url == was
    page.go_back()
    expect(page.locator("#tw-ask")).to_be_visible()


def test_one_steps_from_clause_to_clause_by_keyboard(go: Go, site: Shown) -> None:
    page = go(site.link("测试条例", "第二条 本条例适用于测试。"))
    shows(page, "第二条")
    for key, words in (
        ("ArrowRight", "第三条"),
        ("ArrowRight", "第三条之一"),
        ("ArrowLeft", "第三条"),
    ):
        page.keyboard.press(key)
        shows(page, words)
    assert page.url == site.link("测试条例", "第三条 甲应当登记。\n乙应当备案。")
    page.get_by_role("button", name="上一条").press("Enter")
    shows(page, "第二条")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="在本文件中查找")).to_be_focused()


def test_reading_on_one_comes_to_other_clauses(go: Go, site: Shown) -> None:
    page = go(site.link("大法", "第160条"))
    shows(page, "第160条")
    expect(page.locator(".tw-steps .tw-where")).to_have_text("第160条")
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 3000)
    where = page.locator(".tw-steps .tw-where")
    expect(where).not_to_have_text("第160条")
    now = re.sub(r"\D", "", where.text_content() or "")
    assert 161 < int(now) < 240
    expect(book(page).locator("[aria-current=location]")).to_have_text(f"第{now}条")
    page.get_by_role("button", name="下一条").click()
    shows(page, f"第{int(now) + 1}条")


def test_words_are_found_marked_counted_and_gone_through(go: Go, site: Shown) -> None:
    page = go(site.link(DECISION))
    reads(page, site.document(DECISION))
    box = page.get_by_role("searchbox", name="在本文件中查找")
    box.fill("鐵路")
    text = site.document(DECISION).span.of(site.document(DECISION).text)
    count = text.count("铁路")
    assert count > 5
    shown = page.locator(".tw-hits")
    expect(shown).to_have_text(f"第 1 / {count} 处")
    hits = book(page).locator("mark.tw-hit")
    assert hits.all_text_contents() == ["铁路"] * count
    box.press("Enter")
    expect(shown).to_have_text(f"第 2 / {count} 处")
    expect(hits.nth(1)).to_have_class("tw-hit tw-hit-now")
    expect(hits.nth(1)).to_be_in_viewport()
    box.press("Shift+Enter")
    box.press("Shift+Enter")
    expect(shown).to_have_text(f"第 {count} / {count} 处")
    expect(hits.nth(count - 1)).to_be_in_viewport()
    expect(hits.first).to_have_css("text-decoration-line", "underline")
    box.fill("火锅底料")
    expect(shown).to_have_text("没有找到")
    expect(hits).to_have_count(0)
    box.fill("")
    expect(shown).to_have_text("")
    assert book(page).locator(".tw-text").text_content() == text


def test_a_clause_is_copied_with_its_citation_and_its_link(go: Go, at: Open, site: Shown) -> None:
    clause = "第三条 甲应当登记。\n乙应当备案。"
    page = go(site.link("测试条例"))
    reads(page, site.document("测试条例"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    book(page).locator(".tw-lead", has_text=re.compile("^第三条$")).click()
    shows(page, "第三条")
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator(".tw-said")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"《测试条例》第三条\n{clause}"
    (found,) = site.assistant.show(copied.split("\n")[0]).passages
    assert found.text == clause
    page.get_by_role("button", name="复制链接").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == site.link("测试条例", clause)
    shows(at(link), "第三条")


def test_pages_are_numbered_where_they_begin(go: Go, site: Shown) -> None:
    page = go(site.link("登记办法"))
    reads(page, site.document("登记办法"))
    numbers = book(page).locator(".tw-page")
    expect(numbers).to_have_count(4)
    assert [n.get_attribute("data-page") for n in numbers.all()] == [
        f"第 {n} 页" for n in (1, 2, 3, 4)
    ]
    expect(numbers.nth(3)).to_be_visible()
    after = numbers.nth(3).evaluate("page => page.parentElement.textContent")
    assert after.strip() == "第二条　丙应当公示。"
    of = site.document("登记办法")
    assert book(page).locator(".tw-text").text_content() == of.span.of(of.text)


def test_the_original_and_the_text_are_downloaded(go: Go, site: Shown) -> None:
    page = go(site.link("登记办法"))
    reads(page, site.document("登记办法"))
    given = site.folder / "docs" / "page.pdf"
    with page.expect_download() as download:
        page.get_by_role("button", name="下载原件").click()
    assert download.value.suggested_filename == "page.pdf"
    assert Path(download.value.path()).read_bytes() == given.read_bytes()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载文字").click()
    assert download.value.suggested_filename == "page.txt"
    digest = hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest()
    assert digest == site.document("登记办法").source.text_sha256
    before = given.read_bytes()
    given.write_bytes(before + b"%")
    page.get_by_role("button", name="下载原件").click()
    expect(page.locator(".tw-said")).to_contain_text("page.pdf：原文件在读入以后改动过")
    given.write_bytes(before)


def test_nothing_of_a_document_is_markup_or_turns_the_page(go: Go, site: Shown) -> None:
    page = go(site.link("<b>办法</b>"))
    reads(page, site.document("<b>办法</b>"))
    assert book(page).locator(".tw-text").text_content() == HOSTILE
    assert page.title() == "条文 Tiaowen"
    expect(book(page).locator(".tw-text b, script")).to_have_count(0)
    held = book(page).locator(".tw-text .tw-bidi")
    assert [h.get_attribute("data-code") for h in held.all()] == ["U+202E", "U+202C"]
    # The characters after the override stand one after the other, from left to right.
    places = page.evaluate(
        """() => {
          const leaf = document.querySelector(".tw-book .tw-bidi").nextSibling;
          return [0, 1].map((i) => {
            const range = document.createRange();
            range.setStart(leaf, i);
            range.setEnd(leaf, i + 1);
            return range.getBoundingClientRect().left;
          });
        }"""
    )
    assert places[0] < places[1]


def test_the_language_changes_and_place_and_words_stay(go: Go, site: Shown) -> None:
    page = go(site.link("测试条例", "第四条 丁免予登记。"))
    shows(page, "第四条")
    page.get_by_role("searchbox").fill("登记")
    expect(page.locator(".tw-hits")).to_have_text("第 1 / 2 处")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".tw-hits")).to_have_text("1 of 2")
    expect(page.get_by_role("searchbox", name="Find in this document")).to_have_value("登记")
    expect(book(page).locator("mark.tw-hit")).to_have_count(2)
    expect(page.get_by_role("button", name="Next clause")).to_be_visible()
    assert marked(page) == "第四条 丁免予登记。"
    assert page.url == site.link("测试条例", "第四条 丁免予登记。")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".tw-hits")).to_have_text("第 1 / 2 处")


def test_the_source_beside_the_answers_is_fetched_once(at: Open, site: Shown) -> None:
    fetched = []
    page = at(site.url)
    expect(page.locator("#tw-reader [data-place]")).to_contain_text("测试条例")
    page.on("request", lambda r: fetched.append(r.url) if "component_server" in r.url else None)
    for question, clause in (("登记办法第一条", "第一条"), ("登记办法第二条", "第二条")):
        page.get_by_role("textbox", name="问题").fill(question)
        page.get_by_role("textbox", name="问题").press("Enter")
        target = page.locator("#tw-reader [data-target]")
        expect(target).to_have_text(re.compile(f"^{clause}"))
    assert len(fetched) == 1
    held: list[Route] = []
    page.route(re.compile("component_server"), lambda route: held.append(route))
    page.get_by_role("link", name="通读").click()
    told = "getComputedStyle(document.querySelector('#tw-tab-read .tw-body'), '::before')"
    page.wait_for_function(f"{told}.content === '\"正在载入……\"'")
    page.wait_for_function(f"{told}.visibility === 'visible'")
    page.unroute_all()  # which lets it go on
    shows(page, "第二条")
    assert page.evaluate(f"{told}.content") == "none"
    assert page.url == site.link("登记办法", "第二条　丙应当公示。")


def test_a_phone_shows_it_without_scrolling_sideways(at: Open, site: Shown) -> None:
    page = at(site.link(DECISION, "（二十一）"), 390, 844, has_touch=True)
    shows(page, "（二十一）")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    outline = book(page).locator(".tw-outline")
    expect(outline.get_by_role("link").first).to_be_hidden()
    outline.locator("summary").click()
    outline.get_by_role("link", name=re.compile("^（三）")).click()
    shows(page, "（三）")
    expect(outline.get_by_role("link").first).to_be_hidden()
    page.get_by_role("searchbox").fill("铁路")
    expect(page.locator("mark.tw-hit-now")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing_serious_in_light_and_dark(go: Go, site: Shown) -> None:
    page = go(site.link(DECISION, "（二十一）"))
    shows(page, "（二十一）")
    page.get_by_role("searchbox").fill("铁路")
    expect(page.locator("mark.tw-hit-now")).to_be_visible()
    for _ in ("light", "dark"):
        assert barriers(page, ".tw-book") == []
        page.evaluate("document.body.classList.toggle('dark')")
        # Colours go over into others, during which letters are too pale for a moment.
        page.wait_for_function("document.getAnimations().length === 0")


def test_on_paper_there_is_the_text_alone(go: Go, site: Shown) -> None:
    page = go(site.link("测试条例", "第四条 丁免予登记。"))
    shows(page, "第四条")
    page.evaluate("document.body.classList.add('dark')")
    page.emulate_media(media="print")
    expect(book(page).locator(".tw-text")).to_be_visible()
    expect(book(page).locator(".tw-text")).to_have_css("color", "rgb(0, 0, 0)")
    for paper in ("body", "gradio-app"):
        expect(page.locator(paper)).to_have_css("background-color", "rgb(255, 255, 255)")
    for hidden in (".tw-tools", ".tw-outline", "#tw-read-documents", "#tw-top"):
        expect(page.locator(hidden).last).to_be_hidden()
    chunk = book(page).locator(".tw-chunk").first
    expect(chunk).to_have_css("content-visibility", "visible")
    page.emulate_media(media="screen")
    page.evaluate("document.body.classList.remove('dark')")
    expect(chunk).to_have_css("content-visibility", "auto")


def test_nothing_is_asked_of_the_server_for_a_clause_of_the_same_document(
    go: Go, site: Shown
) -> None:
    page = go(site.link("测试条例", "第二条 本条例适用于测试。"))
    shows(page, "第二条")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    book(page).get_by_role("link", name="第四条").click()
    shows(page, "第四条")
    assert [url for url in asked if "component_server" in url or "queue/join" in url] == []
