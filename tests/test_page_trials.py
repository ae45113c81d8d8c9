"""What tries the page: many files, long clauses, documents that are gone, presses that come twice,
a server that is away, in a real browser.
"""

import re
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from browser import PATIENCE, Open, ask, barriers, free_port, until_open, windows
from launch import launch, run_app
from playwright.sync_api import Browser, Dialog, Locator, Route, expect
from server import served
from stores import LAW, RULES, fake_build, packed, write
from test_page_documents import Served, choose, remove, row, waiting

LISTS = """补偿办法

第一条 有下列情形之一的，用人单位应当向劳动者支付经济补偿：
（一）劳动者依照本办法规定解除劳动合同的，但是自愿放弃的除外；
（二）用人单位依照本办法规定向劳动者提出解除劳动合同并与劳动者协商一致解除劳动合同的；
（三）用人单位依照本办法规定解除劳动合同的；
（四）用人单位被依法宣告破产、吊销营业执照、责令关闭、撤销或者决定提前解散的；
（五）法律、行政法规规定的其他情形，以及双方在合同里约定的其他情形。
"""
MANY = "长法\n\n" + "\n\n".join(f"第{n}条 {n}号事务应当登记。" for n in range(1, 131))
QUESTION = "有下列情形之一的，用人单位应当向劳动者支付经济补偿"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("trials")
    files = {"law.txt": LAW, "rules.txt": RULES, "lists.txt": LISTS, "many.txt": MANY}
    fake_build([write(folder / "laws", files)], folder / "store")
    (folder / "let").touch()
    with served(folder, let=folder / "let") as client:
        yield Served(client, folder)


@pytest.fixture
def at(browser: Browser, site: Served) -> Iterator[Open]:
    """Opens a window of the page."""
    with windows(browser) as open_window:
        yield lambda *size, query="", **options: open_window(site.url + query, *size, **options)


def in_view(place: Locator) -> bool:
    """Whether all of an element's height is in the window."""
    return bool(
        place.evaluate(
            "e => { const { top, bottom } = e.getBoundingClientRect();"
            " return top >= 0 && bottom <= innerHeight; }"
        )
    )


def test_on_paper_no_line_of_a_clause_is_missing(at: Open) -> None:
    page = at()
    ask(page, QUESTION)
    clause = page.locator("#tw-clause-1")
    lines = clause.locator(".tw-rest-line")
    assert lines.count() > 2
    expect(lines.last).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".tw-bar").first).to_be_hidden()
    for line in lines.all():
        expect(line).to_be_visible()
    assert "".join(clause.inner_text().split()) == "".join(LISTS.split("\n\n")[1].split())


def test_a_long_question_does_not_push_its_answer_away(at: Open) -> None:
    page = at()
    question = "铁路货物运输杂费" * 400
    ask(page, question)
    assert in_view(page.locator("#tw-answer :is(.tw-found, .tw-notice)").first)
    page.emulate_media(media="print")
    asked = page.locator(".tw-asked")
    assert asked.evaluate("e => e.scrollHeight <= e.clientHeight")


def test_a_question_sent_twice_is_exported_once(at: Open) -> None:
    page = at()
    page.get_by_role("textbox", name="问题").fill("票据保存多久")
    page.locator("#tw-ask").dblclick()
    expect(page.locator(".tw-asked")).to_have_text("问：票据保存多久")
    page.wait_for_timeout(1_000)  # for the second one
    expect(page.locator("[data-all]")).to_have_count(0)
    ask(page, "甲应当登记吗")
    expect(page.locator("#tw-after")).to_contain_text("全部 2 次回答")


def test_in_a_low_window_an_answer_is_brought_into_view(at: Open) -> None:
    for size in ({"width": 640, "height": 360}, {"width": 1280, "height": 400}):
        page = at(**size)
        ask(page, QUESTION)
        expect(page.locator(".tw-cite").first).to_be_in_viewport()
        source = page.locator("#tw-reader [data-target]")
        expect(source).to_be_attached()  # it is scrolled to as well
        page.get_by_role("button", name="English").evaluate("button => button.click()")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(source).to_be_attached()
        page.evaluate("window.scrollTo(0, 0)")
        page.get_by_role("button", name="中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        page.wait_for_timeout(300)
        assert page.evaluate("window.scrollY") == 0  # no new answer


def test_the_keyboard_of_a_phone_leaves_the_answer(at: Open) -> None:
    page = at(390, 844, has_touch=True, is_mobile=True)
    ask(page, QUESTION)
    expect(page.get_by_role("textbox", name="问题")).not_to_be_focused()
    laptop = at()
    ask(laptop, QUESTION)
    expect(laptop.get_by_role("textbox", name="问题")).to_be_focused()


def test_a_citation_of_a_document_that_is_gone_says_so(at: Open) -> None:
    page, phone = at(), at(390, 844, has_touch=True)
    documents = at(query="?tab=documents")
    choose(documents, 桥梁__txt="桥梁办法\n\n第一条 桥梁应当检修。\n")
    documents.get_by_role("button", name="加入索引").click()
    expect(row(documents, "桥梁.txt")).to_have_count(1)
    for window in (page, phone):
        expect(window.locator(".tw-store")).to_have_text(re.compile("^5 篇"))
        ask(window, "桥梁办法第一条")
    remove(documents, "桥梁.txt")
    for window in (page, phone):
        expect(window.locator(".tw-store")).to_have_text(re.compile("^4 篇"))
        for _ in range(2):
            if window is phone:
                window.locator("[data-panel=answer]").tap()
            window.locator(".tw-cite").click()
            expect(window.locator("#tw-reader .tw-notice")).to_be_focused()
            expect(window.locator("#tw-live")).to_contain_text("这份文件已不在索引中")
        ask(window, "票据应当保存多久")
        expect(window.locator("#tw-reader [data-target]")).to_be_attached()
        window.wait_for_timeout(300)
        assert window.evaluate("document.activeElement.matches('#tw-question *, body')")
        expect(window.locator("#tw-answer .tw-cite").first).to_be_visible()


def test_what_can_be_done_with_many_files_stays_in_view(at: Open, site: Served) -> None:
    page = at(query="?tab=documents")
    few = {f"{n}__txt": f"办法{n}\n\n" + MANY.partition("\n\n")[2][:400] for n in range(3)}
    choose(page, **few)
    expect(page.locator(".tw-preview[open]")).to_have_count(3)
    more = {f"{n}__txt": f"办法{n}\n\n" + MANY.partition("\n\n")[2][:400] for n in range(3, 12)}
    choose(page, **more)
    expect(page.locator(".tw-waiting > ul > li")).to_have_count(12)
    expect(page.locator(".tw-preview[open]")).to_have_count(0)
    page.evaluate("window.scrollTo(0, 0)")
    add = page.get_by_role("button", name="加入索引")
    assert in_view(add)
    site.let.unlink()
    try:
        add.click()
        expect(page.locator(".tw-job")).to_be_visible()
        page.evaluate("window.scrollTo(0, 0)")
        assert in_view(page.get_by_role("button", name="停止"))
        page.get_by_role("button", name="停止").click()
        expect(page.locator(".tw-outcome")).to_contain_text("已停止")
    finally:
        site.let.touch()
    for n in range(12):
        page.get_by_role("button", name=f"不加入 {n}.txt", exact=True).click()
        expect(waiting(page, f"{n}.txt")).to_have_count(0)


def test_whoever_leaves_before_all_files_are_sent_is_asked(at: Open) -> None:
    page = at(query="?tab=documents")
    held: list[Route] = []
    page.route("**/tiaowen/upload**", lambda route: held.append(route))
    page.locator(".tw-drop p").click()  # or the browser does not ask
    choose(page, a__txt=RULES.replace("收费", "缴费"))
    while not held:
        page.wait_for_timeout(20)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.reload())")
    assert asked == ["beforeunload"]
    held[0].continue_()
    expect(waiting(page, "a.txt")).to_have_count(1)
    page.get_by_role("button", name="不加入 a.txt").click()
    expect(waiting(page, "a.txt")).to_have_count(0)
    page.wait_for_timeout(1_000)
    page.reload()
    expect(page.locator("#tw-ask")).to_be_enabled()
    assert asked == ["beforeunload"]


def test_a_key_that_is_held_down_deletes_nothing(at: Open, site: Served) -> None:
    page = at(query="?tab=documents")
    button = page.get_by_role("button", name=re.compile("^删除 .*rules.txt$"))
    button.focus()
    for _ in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.locator("#tw-live")).to_contain_text("再按一次删除")
    page.wait_for_timeout(500)
    expect(page.locator(".tw-job")).to_have_count(0)
    assert "收费办法" in site.titles()


def test_what_was_given_up_is_not_deleted_by_the_next_press(at: Open) -> None:
    page = at(query="?tab=documents")
    button = page.get_by_role("button", name=re.compile("^删除 .*rules.txt$"))
    for leaves in ("Escape", "Tab"):
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_text("确认删除？")
        page.keyboard.press(leaves)
        expect(button).to_have_text("删除")


def test_a_question_is_answered_right_after_the_filters_were_cleared(at: Open) -> None:
    page = at()
    page.locator("[data-drawer=scope]").click()
    box = page.locator("#tw-scope input").first
    for document in ("收费", "测试条例"):
        box.fill(document)
        page.keyboard.press("Enter")
    shown = page.locator("[data-drawer=scope]")
    expect(shown).to_have_text("查找范围：2 份文件")
    page.keyboard.press("Backspace")
    expect(shown).to_have_text("查找范围：《收费办法》")
    ask(page, "甲应当登记吗")
    held: list[Route] = []
    page.route(re.compile("/queue/join"), lambda route: held.append(route))
    page.get_by_role("button", name="不限范围").click()
    question = page.get_by_role("textbox", name="问题")
    question.fill("票据保存多久")
    question.press("Enter")
    expect(page.locator("#tw-scope .token")).to_have_count(0)
    page.wait_for_timeout(200)
    page.unroute_all()
    expect(page.locator(".tw-asked")).to_have_text("问：票据保存多久")
    expect(shown).to_have_text("查找范围：全部文件")
    shown.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#tw-scope")).to_be_hidden()
    expect(shown).to_be_focused()


def test_what_cannot_be_sent_is_announced_once_and_listed(at: Open) -> None:
    page = at(query="?tab=documents")
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => {
        const words = document.querySelector('#tw-live')?.textContent;
        if (words) window.said.push(words); }).observe(document.body,
        { subtree: true, childList: true, characterData: true }); }"""
    )
    choose(page, 空__txt=b"", 坏__pdf=b"%PDF-1.7\nbroken", 好__txt=RULES.replace("收费", "缴费"))
    expect(waiting(page, "好.txt")).to_have_count(1)
    expect(page.locator(".tw-transfer-failed")).to_have_count(2)
    page.wait_for_timeout(500)
    said = page.evaluate("window.said")
    for line in ("空.txt：是空文件", "坏.pdf：PDF 文件已损坏"):
        assert len({words for words in said if line in words}) == 1, said
    assert barriers(page, "#tw-documents-upload") == []
    page.get_by_role("button", name="不加入 好.txt").click()
    expect(waiting(page, "好.txt")).to_have_count(0)


def test_only_the_files_that_were_seen_are_added(at: Open, site: Served) -> None:
    page, other = at(query="?tab=documents"), at(query="?tab=documents")
    choose(page, 甲__txt="甲办法\n\n第一条 甲事务应当公示。\n")
    expect(waiting(page, "甲.txt")).to_have_count(1)
    choose(other, 乙__txt="乙办法\n\n第一条 乙事务应当公示。\n")
    expect(waiting(other, "乙.txt")).to_have_count(1)
    add = page.get_by_role("button", name="加入索引")
    add.focus()
    choose(page, 丙__txt="丙办法\n\n第一条 丙事务应当公示。\n")
    expect(waiting(page, "丙.txt")).to_have_count(1)
    expect(add).to_be_focused()
    for name in ("丙", "乙"):
        page.get_by_role("button", name=f"不加入 {name}.txt").click()
        expect(waiting(page, f"{name}.txt")).to_have_count(0)
    seen = add.get_attribute("data-key")
    choose(other, 丁__txt="丁办法\n\n第一条 丁事务应当公示。\n")
    expect(waiting(page, "丁.txt")).to_have_count(1)  # before long
    add.evaluate("(button, seen) => { button.dataset.key = seen; }", seen)  # as if it were not yet
    add.click()
    expect(row(page, "甲.txt")).to_have_count(1)
    expect(waiting(page, "丁.txt")).to_have_count(1)
    assert "丁办法" not in site.titles()
    page.get_by_role("button", name="不加入 丁.txt").click()
    expect(waiting(page, "丁.txt")).to_have_count(0)
    remove(page, "甲.txt")


def test_of_two_who_change_something_at_once_the_second_sees_what_goes_on(
    at: Open, site: Served
) -> None:
    page, other = at(query="?tab=documents"), at(query="?tab=documents")
    choose(page, 两窗__txt="两窗办法\n\n第一条 两个窗口应当一致。\n")
    expect(waiting(page, "两窗.txt")).to_have_count(1)
    site.let.unlink()
    try:
        page.get_by_role("button", name="加入索引").click()
        expect(page.locator(".tw-job")).to_be_visible()
        again = other.get_by_role("button", name=re.compile("^重新读取 .*rules.txt"))
        again.click()
        expect(other.locator(".tw-outcome")).to_have_text("正在更新索引，请等它完成或先停止")
        expect(other.get_by_role("button", name="停止")).to_be_visible()
    finally:
        site.let.touch()
    for window in (page, other):
        expect(window.locator(".tw-outcome")).to_contain_text("索引已更新")
        expect(row(window, "两窗.txt")).to_have_count(1)
    remove(other, "两窗.txt")


def test_what_went_wrong_does_not_hide_that_the_rest_was_added(at: Open) -> None:
    page = at(query="?tab=documents")
    files = {"甲.txt": "甲办法\n\n第一条 甲事务应当公示。\n", "乙.pdf": "%PDF-1.7 broken"}
    choose(page, 包__zip=packed(**files))
    expect(waiting(page, "包.zip")).to_contain_text("甲办法")
    page.get_by_role("button", name="加入索引").click()
    outcome = page.locator(".tw-outcome")
    expect(outcome).to_contain_text(re.compile(r"索引已更新，新算向量 \d+ 个"))
    expect(outcome.locator("li")).to_contain_text("包.zip/乙.pdf：PDF 文件已损坏")
    expect(page.locator("#tw-live")).to_have_text(re.compile("索引已更新.*乙.pdf"))
    remove(page, "包.zip")
    expect(outcome).to_have_text("索引已更新")


def test_the_list_of_files_is_a_table_on_the_page_and_on_paper(at: Open) -> None:
    page = at(1000, query="?tab=documents")
    number = row(page, "many.txt").locator(".tw-number")
    if not number.count():
        number = page.locator(".tw-number", has_text="130")
    expect(number).to_have_text("130")
    lines = "e => { const r = document.createRange(); r.selectNodeContents(e);"
    assert number.evaluate(lines + " return r.getClientRects().length; }") == 1
    read = page.get_by_role("link", name=re.compile("^阅读 .*many.txt$"))
    expect(read).to_have_text("阅读")
    page.emulate_media(media="print")
    expect(page.locator(".tw-files th[scope=row]").first).to_be_visible()
    for place in ("#tw-documents-upload", ".tw-files .tw-source a", "text=操作"):
        expect(page.locator(place).first).to_be_hidden()


def test_tabs_have_arrow_keys_and_their_panels_names(at: Open) -> None:
    page = at()
    page.get_by_role("tab", name="问答").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="原文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tabpanel", name="原文")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="评测")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="问答")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tabpanel", name="问答")).to_be_visible()


def test_the_keyboard_goes_from_list_to_list_and_what_is_chosen_has_its_name(at: Open) -> None:
    page = at(query="?tab=compare")
    left = page.get_by_label("左文", exact=True)
    left.focus()
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_label("右文", exact=True)).to_be_focused()
    page.get_by_role("tab", name="问答").click()
    page.locator("[data-drawer=scope]").click()
    for title in ("收费办法", "补偿办法"):
        page.get_by_label("文件（可多选，不选即全部）").click()
        page.get_by_role("option", name=title).click()
    page.get_by_role("button", name="去掉：收费办法").click()
    expect(page.locator("[data-drawer=scope]")).to_have_text("查找范围：《补偿办法》")
    expect(page.get_by_title("去掉：补偿办法")).to_be_visible()


def test_one_is_told_that_an_answer_is_on_its_way(at: Open, site: Served) -> None:
    page = at()
    ask(page, "票据应当保存多久")
    expect(page.locator(".tw-pending")).to_be_hidden()
    site.let.unlink()
    try:
        box = page.get_by_role("textbox", name="问题")
        box.fill(QUESTION)
        box.press("Enter")
        expect(page.locator(".tw-pending")).to_have_text("正在查找……")
        expect(page.locator(".tw-pending")).to_be_visible()
        expect(page.locator("#tw-live")).to_have_text("正在查找……")
        expect(page.locator("#tw-answer")).not_to_have_css("opacity", "1")
    finally:
        site.let.touch()
    expect(page.locator(".tw-asked")).to_have_text(f"问：{QUESTION}")
    expect(page.locator(".tw-pending")).to_be_hidden()
    expect(page.locator("#tw-answer")).to_have_css("opacity", "1")


def test_loaded_again_the_page_has_the_words_that_were_typed(at: Open, site: Served) -> None:
    page = at()
    box = page.get_by_role("textbox", name="问题")
    box.fill("半个问题")
    page.wait_for_timeout(1_000)  # a stream that is open when the page goes is an error to Gradio
    page.reload()
    expect(box).to_have_value("半个问题")
    ask(page, "票据应当保存多久")
    page.wait_for_timeout(1_000)
    page.reload()
    expect(box).to_have_value("票据应当保存多久")
    page.goto(site.url)
    expect(page.locator("#tw-ask")).to_be_enabled()
    expect(box).to_have_value("")


def test_a_question_waits_for_the_network(browser: Browser, site: Served) -> None:
    page = browser.new_context().new_page()
    page.goto(site.url)
    expect(page.locator("#tw-ask")).to_be_enabled()
    page.evaluate("window.same = true")
    page.context.set_offline(True)
    box = page.get_by_role("textbox", name="问题")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.locator("#tw-away")).to_have_text("连不上服务器，正在重试……")
    expect(page.locator("#tw-live")).to_have_text("连不上服务器，正在重试……")
    page.context.set_offline(False)
    expect(page.locator(".tw-asked")).to_have_text(f"问：{QUESTION}")
    expect(page.locator("#tw-away")).to_have_count(0)
    assert page.evaluate("window.same")
    page.context.close()


def test_a_question_waits_for_a_proxy_to_reach_the_server(browser: Browser, site: Served) -> None:
    page = browser.new_context().new_page()
    page.goto(site.url)
    expect(page.locator("#tw-ask")).to_be_enabled()
    page.evaluate("window.same = true")
    page.route("**/gradio_api/**", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    box = page.get_by_role("textbox", name="问题")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.locator("#tw-away")).to_be_visible()
    page.unroute_all()
    expect(page.locator(".tw-asked")).to_have_text(f"问：{QUESTION}")
    assert page.evaluate("window.same")
    # Whoever is logged in no longer is asked to, by the page that is loaded again.
    page.route("**/queue/join**", lambda route: route.fulfill(status=401, body="{}"), times=1)
    box.fill("第一条")
    box.press("Enter")
    expect(page.locator(".tw-asked")).to_have_text("问：第一条")
    assert not page.evaluate("window.same")
    page.context.close()


def test_a_question_waits_for_the_server_to_be_started_again(
    browser: Browser, corpus_store: Path, tmp_path: Path
) -> None:
    port = free_port()

    def started() -> BaseProcess:
        command = ["--store", str(corpus_store), "--port", str(port)]
        process = launch(run_app, command, tmp_path / "log")
        until_open(port, process.is_alive)
        return process

    process = started()
    page = browser.new_context().new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    expect(page.locator("#tw-ask")).to_be_enabled(timeout=PATIENCE * 1000)
    ask(page, "养老怎么建设")
    time.sleep(1)
    process.terminate()
    process.join(timeout=30)
    box = page.get_by_role("textbox", name="问题")
    box.fill("铁路怎么建设")
    box.press("Enter")
    expect(page.locator("#tw-away")).to_be_visible()
    expect(page.get_by_text("Connection to the server")).to_have_count(0)
    process = started()
    expect(page.locator(".tw-asked")).to_have_text("问：铁路怎么建设", timeout=PATIENCE * 1000)
    expect(box).to_have_value("铁路怎么建设")
    page.context.close()
    process.terminate()
    process.join(timeout=30)
