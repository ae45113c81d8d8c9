"""What is sent while the stream of answers is coming to its end, or the network is away, is answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PATIENCE, ask, serve, stop
from playwright.sync_api import Browser, expect

# The end of each stream of answers reaches the page so many milliseconds late.
LATE = """(late) => {
  const plain = window.fetch;
  window.fetch = async (...given) => {
    const response = await plain(...given);
    if (!String(given[0].url ?? given[0]).includes("/queue/data")) return response;
    const decoder = new TextDecoder();
    const delayed = new TransformStream({
      async transform(chunk, controller) {
        const text = decoder.decode(chunk);
        const at = text.indexOf('data: {"msg":"close_stream"');
        if (at > 0) controller.enqueue(new TextEncoder().encode(text.slice(0, at)));
        if (at >= 0) {
          await new Promise((resolve) => setTimeout(resolve, late));
          window.ends = (window.ends ?? 0) + 1;
        }
        controller.enqueue(at > 0 ? new TextEncoder().encode(text.slice(at)) : chunk);
      },
    });
    return new Response(response.body.pipeThrough(delayed), { headers: response.headers });
  };
}"""


@pytest.fixture(scope="module")
def address(corpus_store: Path) -> Iterator[str]:
    process, found = serve(corpus_store)
    yield found
    stop(process)


@pytest.mark.parametrize("late", [0, 1500])
def test_a_question_is_answered_while_the_stream_before_ends(
    address: str, browser: Browser, late: int
) -> None:
    page = browser.new_context().new_page()
    page.add_init_script(f"({LATE})({late})")
    page.goto(address)
    expect(page.locator("#tw-ask")).to_be_enabled(timeout=PATIENCE * 1000)
    for question, words in (("铁路", "川藏铁路"), ("养老", "养老"), ("机场", "机场群")):
        ask(page, f"{question}怎么建设")
        expect(page.locator(".tw-passage").first).to_contain_text(words)
    page.wait_for_function("window.ends > 0")
    page.context.close()


def test_the_page_stays_as_it_is_while_the_network_is_away(address: str, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.goto(address)
    expect(page.locator("#tw-ask")).to_be_enabled(timeout=PATIENCE * 1000)
    ask(page, "铁路怎么建设")
    page.evaluate("window.same = true")
    page.get_by_role("textbox", name="问题").fill("半个问")
    with page.expect_event("requestfailed"):  # the page looks every few seconds for what is new
        page.context.set_offline(True)
    page.wait_for_timeout(1_500)
    page.context.set_offline(False)
    with page.expect_response("**/run/predict"):
        page.wait_for_timeout(3_000)  # Gradio would have loaded the page again
    assert page.evaluate("window.same")
    expect(page.get_by_role("textbox", name="问题")).to_have_value("半个问")
    ask(page, "养老怎么建设")
    expect(page.locator(".tw-passage").first).to_contain_text("养老")
    page.context.close()
