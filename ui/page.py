"""The Gradio page: its head, its tabs, and what concerns all of them."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ui import render
from ui.ask.ask import build_ask
from ui.compare.compare import build_compare
from ui.documents.changes import Changes
from ui.documents.documents import build_documents
from ui.evaluate.evaluate import build_evaluate
from ui.read.read import build_read
from ui.serving.endpoints import endpoints
from ui.serving.login import before
from ui.serving.sessions import held
from ui.site import Site, Tab, choices_may_be_old, html
from ui.startup import Startup
from ui.wording import Lang, say

__all__ = ["LAUNCH", "build_page"]

_ASSETS = Path(__file__).parent / "assets"
_FONT = gr.themes.Font(
    "system-ui"
)  # a bare string or the default would make the browser ask for a file
_OPENING, _WATCHING = 0.5, 3.0  # seconds between looks at the store
_COMING = 0.02  # seconds from there to what is new
_ONCE = "() => ({ __type__: 'update', active: false })"  # for a timer, in the browser
_AT_ONCE = min(4, os.cpu_count() or 1)  # questions that are answered at a time
_MOST_WAITING = 256  # questions that wait
_TELLING = 1.0  # seconds between what those who wait are told of their place
_LOOKING = 0.005  # seconds between looks at whether there is anything to answer
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_PAPER, _NIGHT = "#faf8f3", "#181715"

# Each tab: the name by which the page's words and addresses know it, and what builds it.
_TABS: tuple[tuple[str, Callable[[Site], Tab]], ...] = (
    ("ask", build_ask),
    ("read", build_read),
    ("compare", build_compare),
    ("documents", build_documents),
    ("evaluate", build_evaluate),
)


def _assets(suffix: str) -> str:
    """All files of a kind: base first, since it holds what the others use."""
    paths = sorted(_ASSETS.glob(f"*{suffix}"), key=lambda path: (path.stem != "base", path.name))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


# How `Blocks.launch` serves the page: nothing of it comes from, or goes to, anywhere else.
LAUNCH: dict[str, Any] = {
    "theme": gr.themes.Base(font=[_FONT], font_mono=[_FONT]).set(
        body_background_fill=_PAPER, body_background_fill_dark=_NIGHT
    ),
    # Not through `css`: Gradio rewrites the selectors of what it is given there.
    "head": f"<style>{_assets('.css')}</style><script>{_assets('.js')}</script>",
    "favicon_path": _ASSETS / "favicon.svg",
    "footer_links": [],
    "share": False,
    "ssr_mode": False,
    "pwa": False,
    "mcp_server": False,
    "run_history": False,
    "enable_monitoring": False,
}


def build_page(
    startup: Startup,
    feedback: Path | None = None,
    readonly: bool = False,
    changes: Changes | None = None,
) -> gr.Blocks:
    """The page, to be launched with `LAUNCH`; until `startup` is done it says how far that is.
    `feedback`, `readonly` and `changes`: see `ui.site.Site`.
    """
    page: gr.Blocks
    choices_may_be_old()
    with gr.Blocks(title="条文 Tiaowen", analytics_enabled=False, fill_width=True) as page:
        endpoints(startup)
        site = Site(startup, gr.State("zh"), feedback, readonly, changes, page)
        timer = gr.Timer(_OPENING)
        with gr.Row(elem_id="tw-top"):
            header = html(render.header("zh", None, None), "header")
            switch = gr.Button(say("zh", "switch"), size="sm", elem_classes="tw-switch")
        with gr.Tabs(elem_id="tw-tabs", overflow_behavior="wrap"):
            named, tabs = [], []
            for name, build in _TABS:
                with gr.Tab(say("zh", f"tab_{name}"), id=name, elem_id=f"tw-tab-{name}") as place:
                    tabs.append(build(site))
                named.append(place)
        _wire(page, site, timer, [header, switch], named, tabs)
    # Answering takes the processor, so more at once would only be slower for each; and whoever came
    # after so many would wait for seconds, so they are told to come back (see `ui.serving.guard`).
    # At "auto", each of them would be told its place whenever one of the others is answered.
    page.queue(
        status_update_rate=_TELLING,
        default_concurrency_limit=_AT_ONCE,
        max_size=_MOST_WAITING,
        api_open=False,
    )
    # Gradio looks a thousand times a second, which takes 6 % of a core while nobody asks anything.
    page._queue.sleep_when_free = _LOOKING
    return page


def _wire(
    page: gr.Blocks, site: Site, timer: Any, top: list[Any], named: list[Any], tabs: list[Tab]
) -> None:
    """Let the whole page follow the language, the opening of the store, and its changes."""

    def everything(lang: Lang, request: gr.Request, *views: Any) -> list[Any]:
        """All of the page, from what its tabs remember by the time that this is done: a question
        may be answered meanwhile, and must not be covered by what was there before.
        """
        assistant = site.startup.state.assistant
        counts = (len(assistant.documents()), assistant.info.clauses) if assistant else (None, None)
        shown = [render.header(lang, *counts), gr.Button(say(lang, "switch"))]
        shown += [gr.Tab(label=say(lang, f"tab_{name}")) for name, _ in _TABS]
        for tab, view in zip(tabs, views, strict=True):
            shown += tab.render(lang, view)
        now = held(page.app, request, [tab.view for tab in tabs], views)
        if any(new is not old for new, old in zip(now, views, strict=True)):
            return everything(lang, request, *now)
        return shown

    def anew(lang: Lang, request: gr.Request, *views: Any) -> list[Any]:
        """All of the page, in the language that it has by the time that this is done."""
        shown = everything(lang, request, *views)
        (now,) = held(page.app, request, [site.lang], [lang])
        return shown if now == lang else anew(now, request, *views)

    def switched(lang: Lang, request: gr.Request, *views: Any) -> list[Any]:
        other: Lang = "en" if lang == "zh" else "zh"
        return [other, *everything(other, request, *views)]

    inputs = [site.lang, *(tab.view for tab in tabs)]
    outputs = [*top, *named, *(output for tab in tabs for output in tab.outputs)]
    _watch(page, site, timer, outputs, tabs, everything, anew)
    gr.on([top[1].click], switched, inputs, [site.lang, *outputs], **_QUIET)
    if changes := [change for tab in tabs for change in tab.changes]:
        gr.on(changes, anew, inputs, outputs, **_QUIET)


def _watch(
    page: gr.Blocks,
    site: Site,
    timer: Any,
    outputs: list[Any],
    tabs: list[Tab],
    everything: Callable[..., list[Any]],
    anew: Callable[..., list[Any]],
) -> None:
    """Let the page look whether the store or anything else that it shows is new, and show it."""

    def stamp() -> tuple[str, list[str]]:
        """What the page shows, in short."""
        state = site.startup.state
        now = state.assistant.info.id if state.assistant else str(state.error or "")
        return now, [tab.stamp() for tab in tabs]

    def peek(seen: Any) -> Any:
        """Let `progress` come if the page has something new to show."""
        return gr.skip() if seen and seen[0] and seen == stamp() else gr.Timer(active=True)

    def progress(lang: Lang, seen: Any, request: gr.Request, *views: Any) -> list[Any]:
        now, stamps = told = stamp()
        if now and seen and now == seen[0]:  # the store was not built anew since
            if told == seen:
                return [gr.skip()] * (3 + len(outputs))
            return [gr.skip(), told, gr.skip(), *_glance(lang, seen[1], stamps, tabs, views)]
        timer = gr.Timer(_WATCHING) if now else gr.skip()
        known = before(request) if seen is None else None
        if known:
            return [timer, told, known, *everything(known, request, *views)]
        return [timer, told, gr.skip(), *anew(lang, request, *views)]

    seen, news = gr.State(None), gr.Timer(_COMING, active=False)
    inputs = [site.lang, seen, *(tab.view for tab in tabs)]
    quick = _QUIET | {"queue": False}  # a page that looks must not be told that many are asking
    # With every output of an event a browser is busy, though it stays as it is: to look takes one.
    gr.on([timer.tick], peek, [seen], [news], **quick)
    gr.on([news.tick], None, None, [news], js=_ONCE, **quick)
    told = [timer, seen, site.lang, *outputs]
    gr.on([page.load, news.tick], progress, inputs, told, **quick)


def _glance(
    lang: Lang, seen: list[str], now: list[str], tabs: Sequence[Tab], views: Sequence[Any]
) -> list[Any]:
    """The page as it is, but for the tabs of which another window has changed something."""
    shown: list[Any] = [gr.skip()] * (2 + len(tabs))  # the header, the switch, names of the tabs
    for tab, view, old, new in zip(tabs, views, seen, now, strict=True):
        if tab.glance and old != new:
            shown += tab.glance(lang, view)
        else:
            shown += [gr.skip()] * len(tab.outputs)
    return shown
