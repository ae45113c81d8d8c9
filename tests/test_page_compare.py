"""The tab 对照 in a real browser, and what it is made of."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx as python_docx
import pytest
from browser import closed, errors, hosts, opened
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Download, Page, Route, expect
from server import served
from stores import fake_build, write
from test_compare import NEW, OLD

from index.store import Store, open_store
from qa.comparison.compare import compare, named
from qa.comparison.comparison import Comparison
from ui.address import parse
from ui.compare import export_compare
from ui.compare.compare import View, pair_of
from ui.compare.contrast import comparison, part
from ui.wording import Lang

BIDI = "\u202e"
# Full of what a page, a template or a table might take for its own.
NOTICE = f"""# <script>alert(1)</script>通知

第一条 各单位应当按照{{{{7*7}}}}的规定<img src=x onerror=alert(2)>报送 ${{7*7}} 统计资料。

第二条 =SUM(A1)不得迟于{BIDI}每月五日报送有关统计资料。
"""
SECOND = NOTICE.replace("<script>alert(1)</script>", "印发<b>第二份</b>").replace("五日", "九日")
FILES = {"a.md": NOTICE, "b.md": SECOND, "新.txt": NEW, "旧.txt": OLD}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare")
    fake_build([write(folder / "docs", FILES)], folder / "store")
    return folder


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return open_store(folder / "store")


@pytest.fixture(scope="module")
def laws(store: Store) -> Comparison:
    return compare(store, named(store, "旧.txt"), named(store, "新.txt"))


@pytest.fixture(scope="module")
def notices(store: Store) -> Comparison:
    return compare(store, 0, 1)


def text_of(html: str) -> str:
    """What a browser's textContent gives."""
    plain = re.sub("<[^>]*>", "", html)
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("#x27", "'"), ("amp", "&")):
        plain = plain.replace(f"&{name};", character)
    return plain


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_of_each_side_is_its_slice(
    laws: Comparison, notices: Comparison, store: Store, lang: Lang
) -> None:
    for found in (laws, notices):
        html = comparison(found, store.documents, lang)
        texts = re.findall(r'<div class="tw-versus-text" lang="zh">(.*?)</div>', html, re.DOTALL)
        sides = [side for row in found.rows for side in (row.left, row.right) if side]
        assert [text_of(text) for text in texts] == [side.text for side in sides]


def test_nothing_of_a_document_becomes_html(notices: Comparison, store: Store) -> None:
    assert notices.left.title == "alert(1)通知"  # tags are marks in Markdown
    html = comparison(notices, store.documents, "zh")
    assert set(re.findall(r"<(\w+)", html)) == {
        "div", "p", "span", "bdi", "b", "button", "ol", "li", "a", "del", "ins",
    }  # fmt: skip
    assert "&lt;img" in html
    assert "onerror=alert(2)&gt;" in html
    # What would turn the direction stands in an element of its own, with its code.
    assert BIDI in html
    inside = f'<span class="tw-bidi" data-code="U+202E">{BIDI}</span>'
    assert BIDI not in html.replace(inside, "")


def test_links_open_the_place_that_is_told_of(laws: Comparison, store: Store) -> None:
    html = comparison(laws, store.documents, "zh")
    links = [parse(link.replace("&amp;", "&")) for link in re.findall(r'href="([^"]*)"', html)]
    sides = [
        (info.text_sha256[:16], side.start, side.end)
        for row in laws.rows
        for side, info in ((row.left, laws.left), (row.right, laws.right))
        if side
    ]
    assert [(p.text, p.span.start, p.span.end) for p in links if p and p.span] == sides


def test_what_changed_is_exported_with_its_proof(laws: Comparison, store: Store) -> None:
    document = python_docx.Document(io.BytesIO(export_compare.docx(laws, "zh")))
    (table,) = document.tables
    heads, *rows = table.rows
    assert [cell.text.partition(" ")[0] for cell in heads.cells] == ["左文", "右文"]
    quotes = [
        [
            p.text
            for cell in row.cells
            for p in cell.paragraphs
            if p.style and p.style.name == "Quote"
        ]
        for row in rows
    ]
    shown = [
        [side.text for side in (row.left, row.right) if side]
        for row in laws.rows
        if row.kind != "same" or row.moved or row.renumbered
    ]
    assert quotes == shown
    struck = [
        r.text
        for row in table.rows
        for p in row.cells[0].paragraphs
        for r in p.runs
        if r.font.strike
    ]
    assert "一千" in struck
    lines = [p.text for p in document.paragraphs]
    assert "第一章、第一条" in lines
    assert f"文本 SHA-256： {laws.right.text_sha256}" in lines
    listed = re.compile(r"\[(\d+)\] .* \[(\d+), (\d+)\)$")
    places = [match for line in lines if (match := listed.fullmatch(line))]
    texts = {store.text(info.text_sha256) for info in (laws.left, laws.right)}
    flat = [text for row in shown for text in row]
    assert len(places) == len(flat)
    assert all(any(t[int(m[2]) : int(m[3])] in flat for t in texts) for m in places)
    assert "标记： 删去的字 新加的字" in lines
    kinds = [words[1] for row in rows for c in row.cells if (words := c.text.split(" "))[1:]]
    assert {*kinds} == {"修改", "新增", "删除", "相同"}  # but moved
    written = export_compare.markdown(laws, "en")
    assert "处<del>一千</del>元以上<del>五千</del>元以下罚款" in written
    assert "<ins>；情节严重的，责令停业整顿</ins>" in written


def test_an_export_escapes_what_it_quotes(notices: Comparison) -> None:
    text = export_compare.markdown(notices, "zh")
    for special in ("<script", "</script", "<img", "{7", "$"):
        assert special not in text.replace(f"\\{special}", "")
    assert all(line.startswith("> ") for line in text.splitlines() if BIDI in line)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as client:
        yield str(client.base_url).rstrip("/") + "/"


def query_of(found: Comparison) -> str:
    return f"?tab=compare&left={part(found.left)}&right={part(found.right)}"


def shown(browser: Browser, address: str, query: str, **options: object) -> Page:
    page = opened(
        browser, address + query, **({"viewport": {"width": 1280, "height": 900}} | options)
    )
    expect(page.locator(".tw-versus")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def window(browser: Browser, address: str) -> Iterator[Page]:
    page = opened(browser, address, viewport={"width": 1280, "height": 900})
    yield page
    closed(page)


@pytest.fixture
def page(window: Page, laws: Comparison) -> Iterator[Page]:
    """The one window, where the laws are compared: each test leaves it in Chinese."""
    hosts.clear()
    errors.clear()
    window.evaluate("query => window.tiaowen.go(query)", query_of(laws))
    expect(window.locator(".tw-versus-title").first).to_contain_text(laws.left.title)
    expect(window.locator(".tw-versus-summary")).to_contain_text("3 条相同")
    yield window
    assert hosts - {None, ""} <= {"127.0.0.1"}
    assert errors == []


def labels(page: Page) -> list[list[str]]:
    """The clauses of the rows that can be seen."""
    rows = page.locator(".tw-versus-row:visible").all()
    return [row.locator(".tw-versus-where bdi").all_text_contents() for row in rows]


def ends(page: Page) -> list[list[str]]:
    return [[re.sub("^.*）", "", each) for each in row] for row in labels(page)]


def test_an_address_compares_two_versions(page: Page) -> None:
    summary = "3 条相同，3 条修改，1 条新增，1 条删除（其中移动 1 条、改条号 3 条）"
    expect(page.locator(".tw-versus-summary")).to_have_text(summary)
    assert ends(page) == [
        ["第二条", "第二条"],
        ["第三条"],
        ["第二章 管理", "第二章 监督管理"],
        ["第三条", "第四条"],
        ["第四条"],
        ["第六条", "第五条"],
        ["第五条", "第六条"],
        ["第七条", "第七条"],
    ]
    changed = page.locator(".tw-versus-row", has_text="责令停业整顿")
    assert changed.locator("del").all_text_contents() == ["第五条 ", "第三条", "一千", "五千"]
    expect(changed.locator("del").nth(2)).to_have_css("text-decoration-line", "line-through")
    expect(changed.locator("ins").nth(2)).to_have_css("text-decoration-line", "underline")


def test_rows_can_be_shown_by_kind(page: Page) -> None:
    page.get_by_role("button", name="新增").click()
    assert ends(page) == [["第三条"]]
    expect(page.get_by_role("button", name="新增")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="删除").press("Enter")
    assert ends(page) == [["第四条"]]
    page.get_by_role("button", name="移动").click()
    assert ends(page) == [["第五条", "第六条"]]
    page.get_by_role("button", name="全部").click()
    assert len(labels(page)) == 10


def test_sides_stand_level_and_on_a_phone_below_each_other(
    page: Page, browser: Browser, address: str, laws: Comparison
) -> None:
    phone = shown(browser, address, query_of(laws), viewport={"width": 390, "height": 844})
    for each, level in ((page, True), (phone, False)):
        sides = each.locator(".tw-versus-row", has_text="责令停业整顿").locator(".tw-versus-side")
        left, right = (sides.nth(n).bounding_box() for n in (0, 1))
        assert left is not None
        assert right is not None
        assert (left["y"] == right["y"]) is level
        assert (right["y"] >= left["y"] + left["height"]) is not level
        assert (right["x"] >= left["x"] + left["width"]) is level
        assert each.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    closed(phone)


def test_a_clause_opens_in_the_reader(page: Page, laws: Comparison) -> None:
    link = page.locator(".tw-versus-where a").last
    link.click()
    expect(page.get_by_role("tab", name="原文")).to_have_attribute("aria-selected", "true")
    assert parse(urlsplit(page.url).query) == parse(
        urlsplit(link.get_attribute("href") or "").query
    )
    # Whoever comes back to the tab finds what was compared, not the first documents.
    page.get_by_role("tab", name="对照").click()
    expect(page.locator(".tw-versus-summary")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.locator(".tw-versus-title").first).to_contain_text(laws.left.title)
    assert urlsplit(page.url).query == query_of(laws)[1:]
    page.go_back()
    expect(page.get_by_role("tab", name="原文")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.locator(".tw-versus")).to_be_visible()


def choose(page: Page, name: str, option: str) -> None:
    page.get_by_label(name).first.click()
    page.get_by_role("option", name=option).click()
    expect(page.get_by_role("option")).to_have_count(0)  # each list has every document


def test_documents_can_be_chosen_and_the_address_follows(page: Page, notices: Comparison) -> None:
    choose(page, "左文", "alert(1)通知")
    held: list[Route] = []
    page.route(re.compile("/run/predict"), lambda route: held.append(route))
    choose(page, "右文", "印发第二份通知")
    expect(page.locator("#tw-live")).to_have_text("正在对照……")
    expect(page.locator(".tw-versus")).not_to_have_css("opacity", "1")  # not what was chosen
    page.unroute_all()  # which lets them go on
    expect(page.locator(".tw-versus")).to_have_css("opacity", "1")
    summary = page.locator(".tw-versus-summary").inner_text()
    expect(page.locator("#tw-live")).to_have_text(summary)
    expect(page.locator(".tw-versus-title").nth(1)).to_contain_text("印发第二份通知")
    page.wait_for_function(f"location.search === {json.dumps(query_of(notices))}")
    expect(page.locator(".tw-versus img")).to_have_count(0)
    expect(page.locator(".tw-versus-text").first).to_contain_text("<img src=x onerror=alert(2)>")
    choose(page, "对照方式", "逐句")
    page.wait_for_function("location.search.endsWith('&mode=statements')")
    expect(page.locator(".tw-versus")).to_have_attribute("data-mode", "statements")
    assert parse_qs(urlsplit(page.url).query)["left"] == [part(notices.left)]


def test_whoever_goes_elsewhere_after_a_choice_stays_there(page: Page, notices: Comparison) -> None:
    held: list[Route] = []
    page.route(re.compile("/run/predict"), lambda route: held.append(route))
    choose(page, "左文", "alert(1)通知")
    page.evaluate("query => window.tiaowen.go(query)", query_of(notices))
    page.unroute_all()  # which lets them go on
    expect(page.locator(".tw-versus-title").last).to_contain_text(notices.right.title)
    page.wait_for_timeout(500)
    expect(page.locator(".tw-versus-title").first).to_contain_text(notices.left.title)
    expect(page.locator(".tw-versus-title").last).to_contain_text(notices.right.title)
    assert urlsplit(page.url).query == query_of(notices)[1:]
    compared = page.locator(".tw-versus-frame").get_attribute("data-chosen")
    page.get_by_label("左文").first.focus()
    page.keyboard.press("Tab")  # whoever passes by compares nothing anew
    page.wait_for_timeout(300)
    expect(page.locator(".tw-versus-frame")).to_have_attribute("data-chosen", compared or "")


def test_documents_of_one_file_come_first(store: Store) -> None:
    infos = store.documents
    assert pair_of(infos, View()) == (infos[0], infos[1])
    of_one_file = tuple(replace(info, source="一.txt") if info.id > 1 else info for info in infos)
    assert pair_of(of_one_file, View()) == (of_one_file[2], of_one_file[3])
    assert pair_of(infos[:1], View()) is None
    assert pair_of(infos, View(part(infos[3]), infos[0].text_sha256[:16])) == (infos[3], infos[0])
    assert pair_of(infos, View(part(infos[3]), "")) is None


def test_the_tab_begins_with_the_first_documents(
    browser: Browser, address: str, notices: Comparison
) -> None:
    page = opened(browser, address)
    page.get_by_role("tab", name="对照").click()
    expect(page.locator(".tw-versus-title").first).to_contain_text(notices.left.title)
    expect(page.locator(".tw-versus-title").last).to_contain_text(notices.right.title)
    page.wait_for_function(f"location.search === {json.dumps(query_of(notices))}")
    closed(page)


def test_the_language_can_be_switched(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    summary = "Clauses: 3 the same, 3 changed, 1 added, 1 removed (of these 1 moved, 3 renumbered)"
    expect(page.locator(".tw-versus-summary")).to_have_text(summary)
    expect(page.get_by_role("button", name="Export Word")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="导出 Word")).to_be_visible()


def saved(page: Page, button: str) -> Download:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value


def test_what_is_exported_is_the_comparison(page: Page, laws: Comparison) -> None:
    file = saved(page, "导出 Markdown")
    assert file.suggested_filename == "文件对照.md"
    assert file.path().read_text(encoding="utf-8") == export_compare.markdown(laws, "zh")
    file = saved(page, "导出 Word")
    assert file.suggested_filename == "文件对照.docx"
    title, *_ = python_docx.Document(str(file.path())).paragraphs
    assert title.text == "文件对照"


@pytest.mark.parametrize(
    "query",
    [
        "?tab=compare&left=0123456789abcdef-0&right=0123456789abcdef-0",
        "?tab=compare&left=<b>&right=1",
    ],
)
def test_an_address_of_no_document_says_so(browser: Browser, address: str, query: str) -> None:
    page = opened(browser, address + query)
    expect(page.locator("#tw-compare [role=alert]")).to_contain_text("不在索引里")
    closed(page)


def test_programs_get_the_same(address: str, store: Store, laws: Comparison) -> None:
    client = Client(address, verbose=False)
    given: Mapping[str, object] = client.predict("旧.txt", "新.txt", api_name="/compare")
    assert given == json.loads(json.dumps(laws.to_json()))
    assert (
        client.predict("旧.txt", "新.txt", "statements", api_name="/compare")["mode"]
        == "statements"
    )
    for wrong in (
        ("条例", "新.txt"),
        ("没有", "新.txt"),
        ("旧.txt", "新.txt", "words"),
        (1, "新.txt"),
    ):
        with pytest.raises(AppError):
            client.predict(*wrong, api_name="/compare")
    assert len(store.documents) == 4
