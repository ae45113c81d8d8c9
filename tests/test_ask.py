"""The tab 问答 in a real browser: follow-up questions, filters, history, export, and its looks."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import ask, serve, stop, watched
from playwright.sync_api import Browser, Locator, Page, expect

from qa import Assistant
from qa.answer import Answer

RAILWAYS, ROADS, RECIPE = "四川要建哪些铁路？", "那公路呢？", "火锅底料怎么炒？"
MEANT = "四川要建哪些公路"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ask")


@pytest.fixture(scope="module")
def address(folder: Path, corpus_store: Path) -> Iterator[str]:
    process, url = serve(corpus_store, "--feedback", str(folder / "feedback.jsonl"))
    yield url
    stop(process)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with watched(browser, address) as shown:
        yield shown


@pytest.fixture(scope="module")
def assistant(corpus_store: Path) -> Assistant:
    return Assistant.load(corpus_store)


def box_of(place: Locator) -> dict[str, float]:
    box = place.bounding_box()
    assert box
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


def corner(place: Locator) -> tuple[float, float, float]:
    box = box_of(place)
    return box["x"], box["y"], box["width"]


def shows(page: Page, answer: Answer) -> None:
    cited = [passage.citation.text for passage in answer.passages]
    expect(page.locator(".tw-cite")).to_have_text(cited)


def test_a_follow_up_is_taken_with_the_question_before_unless_that_is_switched_off(
    page: Page, assistant: Assistant
) -> None:
    ask(page, RAILWAYS)
    expect(page.locator(".tw-followed")).to_have_count(0)
    ask(page, ROADS)
    expect(page.locator(".tw-followed")).to_contain_text(f"已结合上一问，按“{MEANT}”查找")
    shows(page, assistant.ask(MEANT))
    page.get_by_role("button", name="只按原话查").click()
    expect(page.locator(".tw-followed")).to_have_count(0)
    expect(page.locator(".tw-asked")).to_have_text(f"问：{ROADS}")
    shows(page, assistant.ask(ROADS))

    page.get_by_role("checkbox", name="连续追问").uncheck()
    ask(page, RAILWAYS)
    ask(page, ROADS)
    shows(page, assistant.ask(ROADS))
    expect(page.locator(".tw-followed")).to_have_count(0)


def test_a_clause_by_number_is_looked_for_in_the_document_before(page: Page) -> None:
    ask(page, "生态保护有什么要求")
    title = page.locator("#tw-answer .tw-title").first.text_content()
    ask(page, "第十六条呢？")
    expect(page.locator(".tw-followed")).to_contain_text(
        f"已结合上一问，在{title}内按“第十六条”查找"
    )
    expect(page.locator(".tw-where").first).to_contain_text("（十六）")


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option).click()


def test_only_chosen_documents_and_parts_are_looked_in(page: Page, assistant: Assistant) -> None:
    communique, decision = (info.title for info in assistant.documents())
    page.get_by_role("button", name="查找范围：全部文件").click()
    expect(page.get_by_label("文件（可多选，不选即全部）")).to_be_focused()
    choose(page, "文件（可多选，不选即全部）", communique)
    expect(page.locator("[data-drawer=scope]")).to_have_text(f"查找范围：《{communique}》")
    ask(page, RAILWAYS)
    expect(page.locator("#tw-answer .tw-title >> nth=0")).to_have_text(f"《{communique}》")
    assert set(page.locator("#tw-answer .tw-title").all_text_contents()) == {f"《{communique}》"}
    page.get_by_role("button", name="不限范围").click()
    expect(page.locator("[data-drawer=scope]")).to_have_text("查找范围：全部文件")
    choose(page, "文件（可多选，不选即全部）", decision)
    expect(page.get_by_label("部分（只选一份文件时）")).to_be_enabled()
    choose(page, "部分（只选一份文件时）", "四、强化现代化建设教育科技和人才支撑")
    ask(page, RAILWAYS)
    expect(page.locator(".tw-where >> nth=0")).to_contain_text("四、")
    assert {where[:2] for where in page.locator(".tw-where").all_text_contents()} == {"四、"}


def test_dates_that_leave_nothing_or_are_none_are_told(page: Page) -> None:
    page.locator("[data-drawer=scope]").click()
    page.get_by_label("日期从").fill("2022")
    expect(page.locator("[data-drawer=scope]")).to_have_text("查找范围：2022–…")
    page.get_by_role("textbox", name="问题").fill(RAILWAYS)
    page.get_by_role("button", name="提问").click()
    expect(page.locator(".tw-notice")).to_contain_text("没有日期在此范围内的文件（2022 至 …）")
    page.get_by_label("日期从").fill("去年")
    page.get_by_role("button", name="提问").click()
    expect(page.locator(".tw-notice")).to_contain_text("不能识别日期“去年”")


def test_the_browser_remembers_what_was_asked_until_it_is_told_not_to(page: Page) -> None:
    ask(page, RAILWAYS)
    ask(page, RECIPE)
    page.reload()
    expect(page.locator("#tw-ask")).to_be_enabled()
    page.get_by_role("button", name="历史", exact=True).click()
    items = page.locator("#tw-history li")
    expect(items).to_have_text([RECIPE, RAILWAYS])
    items.nth(1).get_by_role("button").click()
    expect(page.locator(".tw-asked")).to_have_text(f"问：{RAILWAYS}")
    expect(items).to_have_text([RAILWAYS, RECIPE])
    page.get_by_role("button", name="清空历史").click()
    expect(items).to_have_text(["还没有问过。"])
    expect(page.get_by_role("button", name="历史", exact=True)).to_be_focused()
    assert page.evaluate("localStorage.getItem('tiaowen.history')") == "[]"


def downloaded(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        button.click()
    path = waiting.value.path()
    return waiting.value.suggested_filename, Path(path).read_bytes()


def test_answers_are_exported_with_their_proof(page: Page, assistant: Assistant) -> None:
    ask(page, RAILWAYS)
    first = assistant.ask(RAILWAYS).passages[0]
    name, data = downloaded(page, page.get_by_role("button", name="本次回答，Markdown 格式"))
    assert name == "条文-回答.md"
    text = data.decode()
    assert first.citation.text_sha256 in text
    assert first.citation.source_sha256 in text
    assert f"[{first.citation.start}, {first.citation.end})" in text
    ask(page, ROADS)
    _, data = downloaded(page, page.get_by_role("button", name="全部 2 次回答，Word 格式"))
    document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert RAILWAYS in document
    assert MEANT in document
    expect(page.locator("#tw-live")).to_have_text("已导出：条文-回答.docx")


def test_a_verdict_is_noted_once(page: Page, folder: Path) -> None:
    ask(page, RECIPE)
    page.get_by_role("button", name="引用不准").click()
    thanks = page.locator(".tw-judged")
    expect(thanks).to_have_text("已记下：引用不准。谢谢。")
    expect(thanks).to_be_focused()
    expect(page.get_by_role("button", name="有用")).to_have_count(0)
    (line,) = (folder / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    noted = json.loads(line)
    assert (noted["verdict"], noted["question"]) == ("wrong_citation", RECIPE)
    ask(page, RAILWAYS)
    expect(page.get_by_role("button", name="有用")).to_be_visible()


def test_a_clause_is_folded_around_its_answer_and_unfolds(page: Page, assistant: Assistant) -> None:
    ask(page, RAILWAYS)
    first = assistant.ask(RAILWAYS).passages[0]
    clause = page.locator("#tw-clause-1")
    more = page.locator(".tw-more").first
    expect(more).to_have_attribute("aria-expanded", "false")
    mark, rest = clause.locator("mark").first, clause.locator(".tw-rest > :not(.tw-cut)").first
    expect(mark).to_be_visible()
    expect(rest).to_be_hidden()
    clause.locator("p").first.select_text()
    copied = page.evaluate("getSelection().toString()")  # by hand, it has a sign for what is folded
    assert copied.count("……") == clause.locator("p").first.locator(".tw-rest").count() > 0
    assert all(part in first.text for part in copied.strip().split("……"))
    more.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(rest).to_be_visible()
    text = assistant.text(first.citation.text_sha256)
    whole = text[first.citation.clause_start : first.citation.clause_end]
    assert "".join(clause.inner_text().split()) == "".join(whole.split())
    more.press("Enter")
    expect(rest).to_be_hidden()
    page.locator(".tw-cite").first.click()
    page.emulate_media(media="print")
    expect(rest).to_be_visible()
    expect(page.locator("#tw-reader-column")).to_be_hidden()
    expect(page.locator(".tw-copy").first).to_be_hidden()


def test_a_quote_in_every_style_leads_back(page: Page, assistant: Assistant) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, RAILWAYS)
    first = assistant.ask(RAILWAYS).passages[0]
    for name in ("复制引用", "Markdown", "公文"):
        page.locator(".tw-copying").first.get_by_role("button", name=name).click()
        expect(page.locator("#tw-live")).to_have_text("已复制")
        found = assistant.show(page.evaluate("navigator.clipboard.readText()")).passages
        assert [p.citation.clause_start for p in found] == [first.citation.clause_start], name


def test_a_citation_is_a_link_that_opens_elsewhere(page: Page, assistant: Assistant) -> None:
    ask(page, RAILWAYS)
    cited = assistant.ask(RAILWAYS).passages[0].citation
    with page.context.expect_page() as waiting:
        page.locator(".tw-cite").first.click(modifiers=["ControlOrMeta"])
    query = f"tab=read&text={cited.text_sha256[:16]}&at={cited.start}-{cited.end}"
    assert urlsplit(waiting.value.url).query == query
    expect(page.get_by_role("tab", name="问答")).to_have_attribute("aria-selected", "true")


def test_the_border_moves_by_keyboard_and_stays(page: Page) -> None:
    border = page.get_by_role("separator")
    answer = page.locator("#tw-answer-column")
    before = box_of(answer)["width"]
    border.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(border).to_have_attribute("aria-valuenow", "40")
    after = box_of(answer)["width"]
    assert after / before == pytest.approx(0.8, abs=0.01)
    page.reload()
    expect(border).to_have_attribute("aria-valuenow", "40")
    border.press("End")
    border.press("ArrowRight")
    expect(border).to_have_attribute("aria-valuenow", "75")
    border.hover()  # which waits for it to stand still
    page.mouse.down()
    page.mouse.move(632, 500)  # the middle of 24 to 1241
    page.mouse.up()
    expect(border).to_have_attribute("aria-valuenow", "50")


OBSERVE = """() => { window.shifts = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: 'layout-shift' }); }"""


def test_nothing_jumps_when_an_answer_appears(page: Page) -> None:
    places = ("#tw-question", "#tw-tools", "#tw-columns", "#tw-documents", "#tw-split")
    before = [corner(page.locator(place)) for place in places]
    page.evaluate(OBSERVE)
    ask(page, RAILWAYS)
    expect(page.locator("#tw-reader [data-target]")).to_be_visible()
    ask(page, RECIPE)
    assert [corner(page.locator(place)) for place in places] == before
    assert page.evaluate("window.shifts") < 0.02


def test_no_width_scrolls_sideways_nor_makes_long_lines(page: Page) -> None:
    for drawer in ("scope", "history"):
        page.locator(f"[data-drawer={drawer}]").click()
    ask(page, RAILWAYS)
    quote = page.locator(".tw-quote").first
    for width in (390, 760, 1024, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        size = float(quote.evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))
        assert box_of(quote)["width"] <= 40.5 * size
