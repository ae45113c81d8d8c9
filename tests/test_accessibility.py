"""No tab has a barrier that axe-core calls serious or critical, in light or dark, wide or narrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import ask, barriers, closed, opened, serve, stop
from playwright.sync_api import Browser, expect

FILLED = """[...document.querySelectorAll('#tw-tabs > [role=tabpanel]')].some(
    panel => panel.offsetParent && panel.innerText.length > 20)"""


@pytest.fixture(scope="module")
def address(corpus_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("accessibility")
    process, url = serve(corpus_store, "--feedback", str(folder / "feedback.jsonl"))
    yield url
    stop(process)


# Both themes and both widths; their colours do not depend on the width.
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_no_tab_has_a_grave_barrier(browser: Browser, address: str, theme: str, width: int) -> None:
    page = opened(browser, f"{address}?__theme={theme}", viewport={"width": width, "height": 900})
    for drawer in ("scope", "history"):
        page.locator(f"[data-drawer={drawer}]").click()
    assert barriers(page) == []
    ask(page, "四川要建哪些铁路？")
    for question in ("那公路呢？", "火锅底料怎么炒？"):
        ask(page, question)
        assert barriers(page) == []
    tabs = page.locator("#tw-tabs [role=tab]:visible")
    for name in tabs.all_text_contents():
        page.get_by_role("tab", name=name, exact=True).click()
        expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute(
            "aria-selected", "true"
        )
        page.wait_for_function(FILLED)
        assert barriers(page) == [], name
    closed(page)


def test_a_barrier_would_be_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<html lang=zh><title>x</title><main><h1>x</h1><button></button></main></html>"
    )
    assert [line.split(":")[0] for line in barriers(page)] == ["button-name"]
    page.close()
