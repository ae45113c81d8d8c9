"""The tab 文档 in a real browser; the index is updated by real processes, with the fake encoder."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import Open, ask, closed, windows
from playwright.sync_api import APIResponse, Browser, FilePayload, Locator, Page, Route, expect
from server import documents, served
from stores import LAW, RULES, fake_build, write

GAPPED = """登记办法

第一条 甲应当登记。

第三条 乙应当登记。
"""
# What would be markup, a template, a formula, or text that runs backwards, if it were let.
EVIL = '<img src=x onerror="window.evil=1">'
HOSTILE = f"""关于{EVIL}的规定

第一条 {EVIL} ${{7*7}} {{{{7*7}}}} =HYPERLINK("x") \u202e 桥梁应当检修。<script>window.evil=2</script>
"""


class Served:
    """A page that is served: its address, the folder of its store, and what lets it build."""

    def __init__(self, client: httpx.Client, folder: Path) -> None:
        self.client, self.folder, self.let = client, folder, folder / "let"
        self.url = f"{str(client.base_url).rstrip('/')}/"

    def titles(self) -> list[str]:
        return [info["title"] for info in documents(self.client)["documents"]]

    def until(self, titles: list[str]) -> None:
        """Wait for the store to hold just these titles."""
        end = time.monotonic() + 60
        while self.titles() != titles and time.monotonic() < end:
            time.sleep(0.05)
        assert self.titles() == titles


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("documents")
    fake_build([write(folder / "laws", {"law.txt": LAW})], folder / "store")
    (folder / "let").touch()
    with served(folder, let=folder / "let") as client:
        yield Served(client, folder)


@pytest.fixture
def at(browser: Browser, site: Served) -> Iterator[Open]:
    """Opens the tab in a new window."""
    with windows(browser) as open_window:

        def open_tab(url: str = "", **options: Any) -> Page:
            page = open_window(url or site.url, **options)
            page.get_by_role("tab", name="文档").click()
            return page

        yield open_tab


def choose(page: Page, **files: str | bytes) -> None:
    """Choose files by their names, in which "__" stands for the dot."""
    sent: list[FilePayload] = [
        {
            "name": name.replace("__", "."),
            "mimeType": "",
            "buffer": data if isinstance(data, bytes) else data.encode(),
        }
        for name, data in files.items()
    ]
    page.locator("#tw-documents-upload input").set_input_files(sent)


def waiting(page: Page, name: str) -> Locator:
    return page.locator(".tw-waiting > ul > li").filter(has=page.get_by_text(name, exact=True))


def row(page: Page, name: str) -> Locator:
    return page.locator(".tw-files tbody").filter(has=page.get_by_text(name, exact=True))


def remove(page: Page, name: str) -> None:
    row(page, name).get_by_role("button", name="删除").dblclick()  # it asks back
    expect(page.locator(".tw-sure")).to_have_text("确认删除？")
    row(page, name).get_by_role("button", name="删除").click()
    expect(row(page, name)).to_have_count(0)


def test_files_are_seen_before_they_are_indexed_and_a_bad_one_is_told(
    at: Open, site: Served
) -> None:
    page, other = at(), at()
    turning = {"反\u202e名__txt": LAW}
    choose(
        page, 办法__txt=GAPPED, 坏__pdf=b"%PDF-1.7\nbroken", 假__docx=b"MZ" + bytes(90), **turning
    )
    expect(page.locator(".tw-transfer-failed")).to_have_count(3)
    told = page.locator(".tw-transfers").inner_text()
    assert "坏.pdf：PDF 文件已损坏" in told
    assert "假.docx：内容不是文档" in told
    assert "“反\ufffd名.txt”：文件名以点开头，或含有" in told
    assert "\u202e" not in told
    found = waiting(page, "办法.txt")
    expect(found.locator(".tw-found-title")).to_have_text("登记办法")
    expect(found.locator(".tw-facts")).to_have_text("2 条")
    expect(found.locator(".tw-preview li")).to_have_text(["第一条", "第三条"])
    expect(found.locator(".tw-warnings li")).to_have_text(["第5行：跳号，第一条之后是第三条"])
    assert site.titles() == ["测试条例"]
    page.get_by_role("button", name="知道了 坏.pdf").click()
    page.get_by_role("button", name="知道了 假.docx").click()
    page.get_by_role("button", name="加入索引").click()
    # Two windows and one sentence: the other sentence is one of the law, too.
    expect(page.locator(".tw-outcome")).to_have_text("索引已更新，新算向量 3 个")
    expect(page.locator("#tw-live")).to_have_text(re.compile("索引已更新"))
    for window in (page, other):  # this one at once, the other before long
        expect(row(window, "办法.txt").locator("th")).to_have_text("登记办法")
        expect(window.locator(".tw-store")).to_have_text("2 篇 · 7 条")
    expect(page.locator(".tw-waiting")).to_have_count(0)
    assert sorted(site.titles()) == ["测试条例", "登记办法"]
    remove(page, "办法.txt")
    assert site.titles() == ["测试条例"]
    assert list((site.folder / "store" / "uploads").iterdir()) == []


def test_a_file_takes_the_place_of_the_one_of_its_name(at: Open, site: Served) -> None:
    page = at()
    choose(page, 收费__md=RULES)
    page.get_by_role("button", name="加入索引").click()
    expect(row(page, "收费.md")).to_have_count(1)
    choose(page, 收费__md=RULES.replace("十年", "五年") + "\n第三条 附则。\n")
    expect(waiting(page, "收费.md")).to_contain_text("将代替索引中同名的文件")
    page.get_by_role("button", name="加入索引").click()
    expect(row(page, "收费.md").locator(".tw-number")).to_have_text("3")
    expect(row(page, "收费.md")).to_have_count(1)
    kept = [path.suffix for path in (site.folder / "store" / "uploads").iterdir()]
    assert sorted(kept) == [".json", ".md"]
    choose(page, 又一份__txt=RULES.replace("十年", "五年") + "\n第三条 附则。\n")
    expect(page.locator(".tw-transfer-failed")).to_contain_text(
        "又一份.txt：与已有的“收费.md”内容相同，不必再加"
    )
    remove(page, "收费.md")


def test_a_filter_lets_go_of_what_is_gone_and_keeps_what_was_replaced(at: Open) -> None:
    choose(page := at(), 收费__md=RULES)
    page.get_by_role("button", name="加入索引").click()
    expect(row(page, "收费.md")).to_have_count(1)
    other = at()
    other.get_by_role("tab", name="问答").click()
    scope = other.locator("[data-drawer=scope]")
    scope.click()
    for title in ("测试条例", "收费办法"):
        other.get_by_label("文件（可多选，不选即全部）").click()
        other.get_by_role("option", name=title).click()
    expect(scope).to_have_text("查找范围：2 份文件")
    choose(page, 收费__md=RULES.replace("十年", "五年") + "\n第三条 附则。\n")
    page.get_by_role("button", name="加入索引").click()
    expect(other.locator(".tw-store")).to_have_text("2 篇 · 8 条")
    expect(scope).to_have_text("查找范围：2 份文件")
    expect(other.locator("#tw-scope")).to_contain_text("收费办法")
    ask(other, "票据应当保存多久？")
    expect(other.locator("#tw-answer .tw-quote").first).to_contain_text("五年")
    expect(row(page, "收费.md").locator(".tw-number")).to_have_text("3")
    remove(page, "收费.md")
    expect(scope).to_have_text("查找范围：《测试条例》")
    ask(other, "甲应当登记吗？")
    expect(other.locator("#tw-answer .tw-title").first).to_have_text("《测试条例》")


def test_what_waits_can_be_declined(at: Open) -> None:
    page = at()
    choose(page, a__txt=GAPPED, b__txt=RULES)
    expect(page.locator(".tw-waiting > ul > li")).to_have_count(2)
    page.wait_for_timeout(1_000)  # a stream that is open when the page goes is an error to Gradio
    page.reload()  # it waits for whoever comes
    page.get_by_role("tab", name="文档").click()
    page.get_by_role("button", name="不加入 a.txt").click()
    expect(page.locator(".tw-waiting h3")).to_have_text("待加入（1）")
    page.get_by_role("button", name="不加入 b.txt").click()
    expect(page.locator(".tw-waiting")).to_have_count(0)


def test_a_file_that_comes_while_another_is_being_shown_is_shown_too(at: Open) -> None:
    page = at()
    held: list[tuple[Route, APIResponse]] = []
    # The server knows of the first file, and the page has yet to hear that it does.
    page.route("**/queue/join**", lambda route: held.append((route, route.fetch())), times=1)
    choose(page, a__txt=GAPPED)
    while not held:
        page.wait_for_timeout(20)
    choose(page, b__txt=RULES)
    expect(page.locator(".tw-transfer")).to_have_count(0)
    ((route, answer),) = held
    route.fulfill(response=answer)
    expect(page.locator(".tw-waiting > ul > li")).to_have_count(2)
    page.get_by_role("button", name="不加入 a.txt").click()
    # Gone before the next: until then a click may fall on what moves up from under it.
    expect(page.locator(".tw-waiting h3")).to_have_text("待加入（1）")
    page.get_by_role("button", name="不加入 b.txt").click()
    expect(page.locator(".tw-waiting")).to_have_count(0)


def test_a_transfer_can_be_cancelled(at: Open, site: Served) -> None:
    page = at()
    held: list[Route] = []
    page.route("**/tiaowen/upload**", lambda route: held.append(route))
    choose(page, a__txt=GAPPED, b__txt=RULES, c__txt=LAW)
    expect(page.locator(".tw-transfer-queued")).to_have_count(1)  # two at a time
    expect(page.locator(".tw-transfer")).to_have_count(3)
    for name in ("c.txt", "b.txt", "a.txt"):
        page.get_by_role("button", name=f"取消 {name}").click()
    expect(page.locator(".tw-transfer")).to_have_count(0)
    expect(page.locator("#tw-documents-upload input")).to_be_focused()
    for route in held:  # else they go on when the page is used again
        route.abort()
    assert list((site.folder / "store").glob("uploads/*")) == []


def test_files_can_be_dropped(at: Open) -> None:
    page = at()
    files = page.evaluate_handle(
        """text => { const data = new DataTransfer();
        data.items.add(new File([text], "丢.txt")); return data; }""",
        RULES,
    )
    page.locator(".tw-drop").dispatch_event("dragover", {"dataTransfer": files})
    expect(page.locator(".tw-over")).to_have_count(1)
    page.locator(".tw-drop").dispatch_event("drop", {"dataTransfer": files})
    expect(page.locator(".tw-over")).to_have_count(0)
    expect(waiting(page, "丢.txt")).to_contain_text("收费办法")
    page.get_by_role("button", name="不加入 丢.txt").click()
    expect(page.locator(".tw-waiting")).to_have_count(0)


def test_an_update_shows_how_far_it_is_and_can_be_stopped(at: Open, site: Served) -> None:
    page = at()
    choose(page, a__txt=GAPPED)
    expect(page.get_by_role("button", name="加入索引")).to_be_enabled()
    site.let.unlink()  # from here on nothing is embedded
    try:
        page.get_by_role("button", name="加入索引").click()
        expect(page.locator(".tw-job .tw-stage")).to_have_text(re.compile(r"^计算向量：\d+ / \d+$"))
        expect(page.get_by_role("button", name="加入索引")).to_be_disabled()
        page.get_by_role("button", name="停止").click()
        expect(page.locator(".tw-outcome")).to_contain_text("已停止，索引没有变化。")
    finally:
        site.let.touch()
    assert site.titles() == ["测试条例"]
    page.get_by_role("button", name="不加入 a.txt").click()
    expect(page.locator(".tw-waiting")).to_have_count(0)


def test_a_file_that_was_changed_is_read_again(at: Open, site: Served) -> None:
    page = at()
    write(site.folder / "laws", {"law.txt": LAW + "\n第五条 戊免予登记。\n"})
    page.get_by_role("button", name=re.compile("^重新读取 .*law.txt")).click()
    expect(page.locator(".tw-number")).to_have_text("6")
    # What is new may be shown while what was begun has not ended, and then nothing else begins.
    expect(page.locator(".tw-outcome")).to_contain_text("索引已更新")
    write(site.folder / "laws", {"law.txt": LAW})
    page.get_by_role("button", name="全部重新读取").click()
    expect(page.locator(".tw-number")).to_have_text("5")


def test_nothing_of_a_document_is_ever_markup(at: Open, site: Served) -> None:
    page = at()
    choose(page, **{f"{EVIL}{{{{7*7}}}}__txt".replace("/", ""): HOSTILE})
    name = f"{EVIL}{{{{7*7}}}}.txt"
    expect(waiting(page, name)).to_contain_text(f"关于{EVIL}的规定")
    page.get_by_role("button", name="加入索引").click()
    expect(row(page, name).locator("th")).to_have_text(f"关于{EVIL}的规定")
    for tab in ("问答", "原文", "对照"):
        page.get_by_role("tab", name=tab).click()
        if tab == "问答":
            box = page.get_by_role("textbox", name="问题")
            box.fill("桥梁应当检修")
            box.press("Enter")
            expect(page.locator(".tw-quote").first).to_contain_text("${7*7} {{7*7}} =HYPERLINK")
        page.wait_for_timeout(300)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate("window.evil") is None
    assert page.locator("img[src=x]").count() == 0
    page.get_by_role("tab", name="Documents").click()
    row(page, name).get_by_role("button", name="Delete").click()
    row(page, name).get_by_role("button", name="Delete").click()
    expect(row(page, name)).to_have_count(0)
    site.until(["测试条例"])


def test_the_keyboard_is_enough(at: Open, site: Served) -> None:
    page = at()
    chooser = page.locator("#tw-documents-upload input")
    chooser.focus()
    expect(page.locator(".tw-choose")).to_have_css("outline-style", "solid")
    choose(page, a__txt=GAPPED)
    expect(waiting(page, "a.txt")).to_have_count(1)
    for _ in range(8):  # past what can be folded, to the button
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.act") == "add":
            break
    page.keyboard.press("Enter")
    expect(row(page, "a.txt")).to_have_count(1)
    row(page, "a.txt").get_by_role("button", name="删除").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tw-live")).to_have_text("再按一次删除“a.txt”")
    # After which the list is another one. Whoever goes there is asked back again.
    page.get_by_role("button", name="English").evaluate("button => button.click()")
    row(page, "a.txt").locator("button", has_text="Really delete?").press("Enter")
    expect(row(page, "a.txt")).to_have_count(0)
    site.until(["测试条例"])


def test_a_phone_never_scrolls_sideways(at: Open) -> None:
    page = at(width=390, has_touch=True)
    files: dict[str, str | bytes] = {"很长的文件名" * 15 + "__txt": GAPPED}
    choose(page, **files, **{"坏" * 40 + "__pdf": b"%PDF-1.4"})
    expect(page.locator(".tw-waiting > ul > li")).to_have_count(1)
    expect(page.locator(".tw-transfer-failed")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name=re.compile("^不加入")).click()
    expect(page.locator(".tw-waiting")).to_have_count(0)


def test_who_may_only_read_sees_the_documents_alone(at: Open, tmp_path: Path, site: Served) -> None:
    del site
    fake_build([write(tmp_path / "laws", {"law.txt": LAW})], tmp_path / "store")
    with served(tmp_path, "--readonly") as client:
        page = at(f"{str(client.base_url).rstrip('/')}/")
        expect(page.locator(".tw-files th[scope=row]")).to_have_text("测试条例")
        expect(page.locator(".tw-readonly")).to_have_text("这里只能查阅，文件由管理者更新。")
        expect(page.locator("#tw-documents-upload input")).to_have_count(0)
        expect(page.locator("[data-act]")).to_have_count(0)
        page.evaluate(  # as if the button were there
            """document.querySelector("#tw-files .tw-files").insertAdjacentHTML("afterend",
            '<button type="button" data-act="again" data-key="">again</button>')"""
        )
        page.locator("[data-act=again]").click()
        expect(page.locator(".tw-outcome")).to_contain_text("这里只能查阅，不能更改文件")
        closed(page)  # before the server ends, which it would miss
