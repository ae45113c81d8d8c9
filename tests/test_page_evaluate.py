"""The tab 评测 in a real browser, over a store of one small regulation."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import closed, errors, hosts, opened
from playwright.sync_api import Browser, Page, expect
from server import documents, served
from stores import fake_build, use_fake, write

from eval.dataset import SHIPPED, load, read
from eval.run import evaluate
from index.errors import InputError
from qa import Assistant
from ui.address import address as address_of
from ui.evaluate.evaluate import View, _Events, checked
from ui.evaluate.scores import summary
from ui.evaluate.trial import _TURN
from ui.startup import Startup, State
from ui.wording import say

LAW = """住宿条例

第一条 旅客住宿应当出示身份证件，经营者应当登记。

第二条 旅客可以在入住之前二十四小时取消预订，押金全部退还。

第三条 经营者违反本条例的，处以五千元罚款。
"""
HOSTILE = "经营者应当登记吗<img src=x onerror=alert(1)>{{1+1}}"
QUESTIONS = [
    {"id": "a1", "question": "取消预订退押金吗", "kind": "right", "evidence": ["押金全部退还"]},
    # Asked in the words of 第一条, while the evidence is said to stand in 第三条.
    {"id": "b1", "question": HOSTILE, "kind": "wrong", "evidence": ["处以五千元罚款"]},
    {"id": "b2", "question": "第一条", "kind": "wrong", "evidence": ["押金全部退还"]},
]
OWN = "\n".join(json.dumps(question, ensure_ascii=False) for question in QUESTIONS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = write(tmp_path_factory.mktemp("evaluate"), {"law.txt": LAW})
    fake_build([place / "law.txt"], place / "store")
    return place


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Assistant:
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as client:
        documents(client)
        yield str(client.base_url)


@pytest.fixture(params=[1280, 390])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from tab(browser, address, request.param)


@pytest.fixture
def wide(browser: Browser, address: str) -> Iterator[Page]:
    yield from tab(browser, address, 1280)


def tab(browser: Browser, address: str, width: int) -> Iterator[Page]:
    hosts.clear()
    errors.clear()
    shown = opened(browser, address, viewport={"width": width, "height": 844})
    shown.get_by_role("tab", name="评测").click()
    expect(shown.get_by_role("button", name="开始评测")).to_be_enabled()
    yield shown
    closed(shown)
    assert hosts - {None, ""} == {"127.0.0.1"}
    assert errors == []


def width_of(page: Page) -> int:
    size = page.viewport_size
    assert size
    return size["width"]


def box(page: Page) -> Any:
    return page.get_by_label("题目，每行一题")


def run(page: Page, text: str) -> None:
    page.get_by_label("自己的题目").check()
    box(page).fill(text)
    page.get_by_role("button", name="开始评测").click()


def test_ones_own_questions_give_the_figures_of_the_command(
    wide: Page, assistant: Assistant
) -> None:
    run(wide, OWN)
    done = wide.locator(".tw-evaluated p")
    expect(done).to_have_text("评测完成：3 题，其中 3 题可回答，首段命中 0.33")
    expect(wide.locator("#tw-live")).to_have_text(done.text_content() or "")
    wanted = evaluate(assistant.store, assistant.encoder, read(OWN, "own")).figures
    link = wide.get_by_role("link", name="下载报告（JSON）")
    assert link.get_attribute("download") == "report.json"
    got = json.loads(base64.b64decode((link.get_attribute("href") or "").split(",", 1)[1]))
    provenance, _ = got.pop("provenance"), got.pop("latency_ms")
    wanted.pop("latency_ms")
    assert got == json.loads(json.dumps(wanted))
    assert provenance["store"] == assistant.info.id
    row = wide.locator("section", has_text="按题型").locator("tr", has_text="wrong")
    assert row.locator("td").all_text_contents()[:3] == ["wrong", "2", "0.000"]
    expect(wide.locator(".tw-figures svg")).to_have_count(2)


def test_a_failed_question_shows_evidence_and_answer_side_by_side(
    page: Page, assistant: Assistant
) -> None:
    run(page, OWN)
    expect(page.locator(".tw-failures h3")).to_have_text("答错的题：2 / 3")
    button = page.get_by_role("button", name=HOSTILE)
    button.click()
    why = page.locator(".tw-why")
    expect(why).to_be_focused()
    expect(why.locator("h3")).to_have_text(HOSTILE)
    expect(page.locator("#tw-evaluate img")).to_have_count(0)
    answer = assistant.ask(HOSTILE, 10)
    labels = [passage.citation.label for passage in answer.passages]
    assert labels[0] == "第一条"
    signals = assistant.signals(HOSTILE, [0, 1, 2])
    rows = why.locator("tr:has(td)")
    for rank, label in enumerate(labels, 1):
        row = {"第一条": 0, "第二条": 1, "第三条": 2}[label]
        cells = rows.nth(rank - 1).locator("td").all_text_contents()
        s = signals[row]
        values = [f"{v:.3f}" for v in (s.sentence, s.window, s.lexical, s.coverage, s.tokens)]
        mark = "依据" if label == "第三条" else ""
        assert cells[:7] == [str(rank), label + mark, *values]
        assert cells[8:] == [f"{s.total:.3f}", f"{s.elsewhere:.2f}", f"{s.confidence:.2f}"]
    gold = why.locator("li.tw-gold")
    expect(gold.locator("blockquote")).to_have_text("第三条 经营者违反本条例的，处以五千元罚款。")
    third = answer.passages[labels.index("第三条")].citation
    place = address_of(third.text_sha256, third.start, third.end)
    expect(gold.locator("a")).to_have_attribute("href", place)
    assert page.evaluate("document.documentElement.scrollWidth") <= width_of(page)
    if width_of(page) == 390:
        page.get_by_role("button", name="回到题目列表").click()
        expect(button).to_be_focused()


def test_a_link_opens_the_source_there(wide: Page) -> None:
    run(wide, OWN)
    wide.get_by_role("button", name=HOSTILE).click()
    wide.locator(".tw-why li.tw-gold a").click()
    expect(wide.get_by_role("tab", name="原文")).to_have_attribute("aria-selected", "true")
    start = LAW.index("第三条")
    assert f"at={start}-{len(LAW.rstrip())}" in wide.url


def test_a_question_by_number_says_that_nothing_was_searched(wide: Page) -> None:
    run(wide, OWN)
    wide.get_by_role("button", name="第一条 未命中").click()
    why = wide.locator(".tw-why")
    expect(why).to_contain_text("这道题按条号或文件名直接作答，没有经过检索。")
    expect(why.locator("li")).to_have_count(2)
    expect(why.locator("li.tw-gold small")).to_have_text("不在回答的前五段里")


def test_the_results_speak_english_too(wide: Page) -> None:
    run(wide, OWN)
    expect(wide.locator(".tw-evaluated")).to_be_visible()
    wide.get_by_role("button", name=HOSTILE).click()
    expect(wide.locator(".tw-why")).to_be_visible()
    wide.get_by_role("button", name="English").click()
    expect(wide.locator(".tw-figures h3").first).to_have_text("Headline figures")
    expect(wide.locator(".tw-failures h3")).to_have_text("Questions that went wrong: 2 / 3")
    expect(wide.locator(".tw-why h4").first).to_have_text("Evidence")
    expect(wide.get_by_label("Questions, one a line")).to_have_value(OWN)
    words = wide.locator(".tw-figures").inner_text()
    assert not any("一" <= character <= "鿿" for character in words)
    wide.get_by_role("button", name="中文").click()
    expect(wide.locator(".tw-failures h3")).to_have_text("答错的题：2 / 3")


def test_faulty_questions_get_one_line(wide: Page) -> None:
    for text, line in (
        (f"{OWN}\n{{", "第 4 行：不是合法的 JSON；每行应为一个 JSON 对象"),
        (OWN.replace("b1", "a1"), "第 2 行：id “a1” 与第 1 行重复；每题的 id 应唯一"),
        ("", "请先选择或粘贴题目：每行一个 JSON 对象"),
    ):
        run(wide, text)
        expect(wide.locator("#tw-evaluate-status .tw-notice p").last).to_have_text(line)
        expect(wide.get_by_role("button", name="开始评测")).to_be_enabled()


def test_questions_about_other_documents_get_one_line(wide: Page) -> None:
    assert len(load(SHIPPED)) > 200
    wide.get_by_role("button", name="开始评测").click()
    notice = wide.locator("#tw-evaluate-status .tw-notice")
    expect(notice).to_contain_text("这些题目没有评测")
    expect(notice).to_contain_text(
        "的文件“中国共产党四川省第十二届委员会第二次全体会议公报”不在索引"
    )
    expect(box(wide)).to_be_hidden()


def test_a_file_is_read_into_the_box_by_the_browser(wide: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(OWN, encoding="utf-8")
    bad.write_bytes("题目".encode("gb18030"))
    wide.get_by_label("自己的题目").check()
    wide.get_by_label("选择题目文件").set_input_files(bad)
    expect(wide.locator(".tw-own .tw-wrong")).to_have_text(
        "这个文件不是 UTF-8 文本，请另存为 UTF-8"
    )
    wide.get_by_label("选择题目文件").set_input_files(good)
    expect(box(wide)).to_have_value(OWN)
    expect(wide.locator(".tw-own .tw-wrong")).to_have_count(0)
    wide.get_by_role("button", name="开始评测").click()
    expect(wide.locator(".tw-evaluated")).to_contain_text("3 题")


# Clicks as soon as there is something to cancel: the run may be over before the test has looked.
CANCELS = """() => {
    const look = () => {
        const bar = document.querySelector('#tw-evaluate-status progress');
        const cancel = document.querySelector('#tw-evaluate-cancel');
        if (!bar || cancel.disabled) return requestAnimationFrame(look);
        const start = document.querySelector('#tw-evaluate-run').disabled;
        window.seen = {max: bar.getAttribute('max'), start};
        cancel.click();
    };
    look();
}"""


def test_a_run_shows_how_far_it_is_and_can_be_cancelled(wide: Page, tmp_path: Path) -> None:
    short = {"question": "登记", "kind": "k", "evidence": ["登记"]}
    text = "\n".join(json.dumps({"id": str(i)} | short, ensure_ascii=False) for i in range(1300))
    (tmp_path / "many.jsonl").write_text(text, encoding="utf-8")
    wide.get_by_label("自己的题目").check()
    # Typed line by line, as `fill` does it, so many would take Chromium ten seconds.
    wide.get_by_label("选择题目文件").set_input_files(tmp_path / "many.jsonl")
    expect(box(wide)).to_have_value(text)
    wide.evaluate(CANCELS)
    wide.get_by_role("button", name="开始评测").click()
    expect(wide.locator("#tw-evaluate-status")).to_have_text("评测已取消。")
    assert wide.evaluate("window.seen") == {"max": "1300", "start": True}
    expect(wide.get_by_role("button", name="取消")).to_be_disabled()
    expect(wide.locator(".tw-figures")).to_have_count(0)
    run(wide, OWN)
    expect(wide.locator(".tw-evaluated")).to_be_visible()


def test_how_far_a_run_is_is_told_in_the_language_that_was_switched_to(
    assistant: Assistant,
) -> None:
    startup = Startup()
    startup.state = State(assistant=assistant)
    events = _Events(startup)
    with _TURN:  # so it does not come to its end meanwhile
        told = events.run("zh", View(), "own", OWN)
        view, status, *_ = next(told)
        assert say("zh", "evaluate_asked", done=0, total=3) in status
        events.everything("en", view)
        _, status, *_, button, _ = next(told)
        assert say("en", "evaluate_asked", done=0, total=3) in status
        assert button.value == say("en", "evaluate_run")
        events.cancel(view)
        *_, (view, *_) = told  # it ends though its turn has not come
    assert view.shown is None  # it was cancelled


def test_too_much_is_refused_in_one_line() -> None:
    lines = [json.dumps(QUESTIONS[0] | {"id": str(i)}) for i in range(2001)]
    assert len(checked("\n".join(lines[:2000]))) == 2000
    with pytest.raises(InputError, match="2001 题，最多 2000 题"):
        checked("\n".join(lines))
    with pytest.raises(InputError, match="最多 1000000 字"):
        checked("x" * 1_000_001)


def test_answers_from_documents_that_no_question_is_about_are_told(tmp_path: Path) -> None:
    other = LAW.replace("住宿", "留宿").replace("五千", "六千")
    write(tmp_path, {"law.txt": LAW, "other.txt": other})
    fake_build([tmp_path / "law.txt", tmp_path / "other.txt"], tmp_path / "store")
    asked = [
        {"id": "1", "question": "违反本条例罚多少", "kind": "k", "evidence": ["处以五千元罚款"]},
        {"id": "2", "question": "留宿条例第三条", "kind": "k", "evidence": ["处以五千元罚款"]},
    ]
    questions = read("\n".join(json.dumps(each) for each in asked), "own.jsonl")
    with pytest.MonkeyPatch.context() as monkeypatch:
        encoder = use_fake(monkeypatch)
        both = evaluate(Assistant.load(tmp_path / "store").store, encoder, questions)
        alone = evaluate(Assistant.load(tmp_path / "store").store, encoder, questions[:1])
    told = say("zh", "evaluate_by_others", count=1)
    assert told in summary(both, "zh")
    assert say("en", "evaluate_by_others", count=1) in summary(both, "en")
    assert "题目没有涉及的文件" not in summary(alone, "zh")
