"""The tab 原文: a whole document with its outline, words found in it, and addresses of its clauses.

What is open is what the browser's address says (ui/assets/read.js); the server is asked only for a
document that is not open yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import gradio as gr

from index.catalogue import DocumentInfo
from index.versions import versions
from ui.address import address, parse
from ui.read.reader import empty_reader, facts, frame_data, slot
from ui.read.shelf import functions, located
from ui.scope import titles
from ui.site import Site, Tab, Turns, html, is_selected
from ui.startup import Startup
from ui.wording import Lang, say

__all__ = ["build_read"]

# Buttons: their word, which is also what the script knows them by, and a sign for narrow screens.
_HIT_BUTTONS = (("previous_hit", "↑"), ("next_hit", "↓"))
_CLAUSE_BUTTONS = (("previous_clause", "←"), ("next_clause", "→"))
_OTHER_BUTTONS = ("copy_citation", "copy_link", "get_original", "get_text")


@dataclass(frozen=True, slots=True)
class View:
    """What the tab of one browser shows. `asked`: the address that it was last asked to open, ""
    before any; `chosen`: how often a document was chosen from the list, which the script then adds
    to the browser's history.
    """

    asked: str = ""
    chosen: int = 0


def build_read(site: Site) -> Tab:
    """Lay out and wire the tab; called inside its `gr.Tab`."""
    view, turns, events = gr.State(View()), gr.State(Turns()), _Events(site.startup)
    documents = gr.Dropdown(
        [], label=say("zh", "document"), interactive=True, elem_id="tw-read-documents"
    )
    book = html(empty_reader("zh"), "book", functions(site.startup))
    outputs = [documents, book]
    # Not through the queue: its answers come over a stream that closes after each, and an event
    # just then (back, at once) may wait for its answer in vain.
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    opened = [[site.lang, turns, view], [view, *outputs]]
    gr.on([book.click], events.open, *opened, trigger_mode="multiple", **quiet)
    chosen = [[site.lang, turns, view, documents], [view, *outputs]]
    listed = [documents.select, documents.input]
    # Each at once, as in ui/ask/ask.py.
    gr.on(listed, events.choose, *chosen, trigger_mode="multiple", **quiet)
    return Tab(view, outputs, events.everything)


class _Events:
    """What happens on the tab: events take the language, the turns and the `View` of it."""

    def __init__(self, startup: Startup) -> None:
        self._startup = startup

    def open(
        self, lang: Lang, turns: Turns, view: View, request: gr.Request, event: gr.EventData
    ) -> Sequence[Any]:
        """Open an address."""
        turn = turns.begun(request)
        view = replace(view, asked=str(getattr(event, "query", "")))
        return turns.shown(turn, (view, *self.everything(lang, view)))

    def choose(
        self,
        lang: Lang,
        turns: Turns,
        view: View,
        request: gr.Request,
        event: gr.EventData,
        document: int | None,
    ) -> Sequence[Any]:
        """Open another document of the list, or the whole of the one that is open, as in ui/ask."""
        infos = self._documents()
        chosen = next((info for info in infos if info.id == document), None)
        is_open = chosen is _opened(infos, view.asked)[0]
        if chosen is None or (is_open and not is_selected(event)):
            return gr.skip(), gr.skip(), gr.skip()
        turn = turns.begun(request)
        view = View(_whole(chosen), view.chosen + 1)
        return turns.shown(turn, (view, *self.everything(lang, view)))

    def everything(self, lang: Lang, view: View) -> tuple[Any, str]:
        """The list of documents, and the one that is open."""
        infos = self._documents()
        label = say(lang, "document")
        if not infos:
            return gr.Dropdown(label=label), empty_reader(lang)
        choices = [(title, info.id) for title, info in zip(titles(infos), infos, strict=True)]
        opened, frame = book(infos, lang, view)
        return gr.Dropdown(choices, value=opened.id if opened else None, label=label), frame

    def _documents(self) -> Sequence[DocumentInfo]:
        assistant = self._startup.state.assistant
        return assistant.documents() if assistant else ()


def book(infos: Sequence[DocumentInfo], lang: Lang, view: View) -> tuple[DocumentInfo | None, str]:
    """The document that `view` shows, and its frame; or None, and what is wrong in one line."""
    info, wrong = _opened(infos, view.asked)
    asked = f'data-asked="{escape(view.asked)}" data-chosen="{view.chosen}"'
    if info is None:
        line = say(lang, wrong)
        notice = f'<p class="tw-notice" role="alert" tabindex="-1">{line}</p>'
        return None, f'<div class="tw-book" {asked}>{notice}</div>'
    version = versions(infos)[info.id]
    name = escape(f"《{info.title}》" + (f"（{version}）" if version else ""))
    reading = escape(say(lang, "reading", title=info.title))
    said = " ".join(
        f'data-{key.replace("_", "-")}="{escape(say(lang, key, **_BLANKS))}"'
        for key in ("hits", "no_hits", "is_copied", "is_not_copied", "opened")
    )
    frame = (
        f'<div class="tw-book" {asked} {frame_data(info, lang, None)} data-name="{name}" {said}'
        f' role="region" aria-label="{reading}">{_tools(lang)}'
        f'<div class="tw-book-head">{facts(info, lang)}</div>{slot(lang)}</div>'
    )
    return info, frame


# The places in a sentence that the script fills in.
_BLANKS = {name: f"{{{name}}}" for name in ("now", "count", "most", "citation")}


def _tools(lang: Lang) -> str:
    """Search, steps to other hits and clauses, copies and downloads."""
    hits, steps = (
        "".join(
            f'<button type="button" data-do="{word}" aria-label="{say(lang, word)}"'
            f' title="{say(lang, word)}">{sign}</button>'
            for word, sign in buttons
        )
        for buttons in (_HIT_BUTTONS, _CLAUSE_BUTTONS)
    )
    others = "".join(
        f'<button type="button" data-do="{word}">{say(lang, word)}</button>'
        for word in _OTHER_BUTTONS
    )
    find, hint = say(lang, "find"), say(lang, "find_hint")
    return (
        f'<div class="tw-tools" role="group" aria-label="{say(lang, "read_tools")}">'
        f'<div class="tw-find" role="search"><input type="search" aria-label="{find}"'
        f' placeholder="{hint}" maxlength="200" autocomplete="off" spellcheck="false">'
        f'{hits}<span class="tw-hits" role="status"></span></div>'
        f'<div class="tw-steps">{steps}<span class="tw-where" lang="zh"></span></div>'
        f'<div class="tw-others">{others}<span class="tw-said" role="status"></span></div></div>'
    )


def _whole(info: DocumentInfo) -> str:
    return address(info.text_sha256, info.start, info.start + info.characters)


def _opened(infos: Sequence[DocumentInfo], asked: str) -> tuple[DocumentInfo | None, str]:
    """The document that an address opens (the first one for ""), or the word for why none."""
    if not asked:
        return infos[0], ""
    place = parse(asked)
    if place is None or not place.text:
        return None, "link_broken"
    if not located(infos, place.text, None):
        return None, "link_unknown"
    info = located(infos, place.text, place.span.start if place.span else None)
    if info is None or (place.span and place.span.end > info.start + info.characters):
        return None, "link_beyond"
    return info, ""
