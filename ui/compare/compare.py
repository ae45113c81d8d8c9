"""The tab 对照: two documents side by side. What is compared is what the address says
(ui/assets/compare.js), and nothing is before somebody opens the tab.
"""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import Any

import gradio as gr

from index.catalogue import DocumentInfo
from index.errors import TiaowenError
from qa.comparison.compare import compare
from qa.comparison.comparison import MODES, Comparison, Mode
from ui import render
from ui.compare import contrast, export_compare
from ui.scope import titles
from ui.site import Site, Tab, html
from ui.startup import Startup
from ui.wording import Lang, say

__all__ = ["View", "build_compare", "pair_of"]

# As `ui.compare.contrast.part` writes it.
_DOCUMENT = re.compile(r"([0-9a-f]{16})(?:-([0-9]{1,12}))?")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class View:
    """What the tab of one browser compares: documents as an address names them, "" for those that
    come first, and the mode if one was chosen. `asked`: what the script asked for, in its words, ""
    before anybody has looked at the tab; `chosen`: how often something was chosen from the lists,
    which the script then adds to the browser's history.
    """

    left: str = ""
    right: str = ""
    mode: Mode | None = None
    asked: str = ""
    chosen: int = 0


def build_compare(site: Site) -> Tab:
    """Lay out and wire the tab; called inside its `gr.Tab`."""
    view, events = gr.State(View()), _Events(site.startup)
    with gr.Row(elem_id="tw-compare-row"):
        choosers = [
            gr.Dropdown(
                [], label=say("zh", f"compare_{side}"), interactive=True, elem_id=f"tw-{side}"
            )
            for side in ("left", "right")
        ]
        mode = gr.Dropdown([], label=say("zh", "compare_mode"), interactive=True, elem_id="tw-mode")
    shown = html("", "compare", [_exporter(events)])
    outputs = [*choosers, mode, shown]
    # Not through the queue, as in ui/read/read.py.
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    opened = [[site.lang, view], [view, *outputs]]
    gr.on([shown.click], events.open, *opened, trigger_mode="multiple", **quiet)
    inputs = [site.lang, view, *choosers, mode]
    chosen = [part.input for part in (*choosers, mode)]
    gr.on(chosen, events.choose, inputs, [view, shown], trigger_mode="always_last", **quiet)
    return Tab(view, outputs, events.everything)


class _Events:
    """What happens on the tab: each event takes the language and the tab's `View`."""

    def __init__(self, startup: Startup) -> None:
        self._startup = startup

    def open(self, lang: Lang, view: View, event: gr.EventData) -> tuple[Any, ...]:
        """Compare what an address names."""
        parts = [str(getattr(event, name, "")) for name in ("left", "right", "mode")]
        view = replace(_view_of(*parts), asked="|".join(parts), chosen=view.chosen)
        return view, *self.everything(lang, view)

    def choose(
        self, lang: Lang, view: View, left: str | None, right: str | None, mode: str | None
    ) -> tuple[Any, Any]:
        """Compare what was chosen from the lists, unless it is: that comes twice after a choice by
        the mouse, and whenever a list is left.
        """
        chosen, infos = _view_of(left, right, mode), self._documents()
        is_same = (chosen.mode, pair_of(infos, chosen)) == (view.mode, pair_of(infos, view))
        if is_same and view.asked:
            return gr.skip(), gr.skip()
        view = replace(chosen, asked="||", chosen=view.chosen + 1)
        return view, self._shown(lang, view)

    def everything(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """The lists, and the comparison if the tab was opened."""
        infos = self._documents()
        pair = pair_of(infos, view)
        choices = list(zip(titles(infos), map(contrast.part, infos), strict=True))
        lists = [
            gr.Dropdown(
                choices,
                value=contrast.part(pair[i]) if pair else None,
                label=say(lang, f"compare_{side}"),
            )
            for i, side in enumerate(("left", "right"))
        ]
        modes = [(say(lang, f"compare_by_{key}"), key) for key in ("auto", *MODES)]
        label = say(lang, "compare_mode")
        chosen = gr.Dropdown(modes, value=view.mode or "auto", label=label)
        return *lists, chosen, self._shown(lang, view)

    def _documents(self) -> tuple[DocumentInfo, ...]:
        assistant = self._startup.state.assistant
        return assistant.documents() if assistant else ()

    def compared(self, view: View) -> Comparison | None:
        """The comparison; None if there is no such pair of documents."""
        assistant = self._startup.state.assistant
        pair = pair_of(assistant.documents(), view) if assistant else None
        if assistant is None or pair is None:
            return None
        return compare(assistant.store, pair[0].id, pair[1].id, view.mode)

    def _shown(self, lang: Lang, view: View) -> str:
        """The comparison in a frame that says what was asked for, so that the script can tell an
        answer from the page as it was before.
        """
        asked = f'data-asked="{escape(view.asked)}" data-chosen="{view.chosen}"'
        asked += f' data-busy="{say(lang, "compare_busy")}"'
        return f'<div class="tw-versus-frame" {asked}>{self._inside(lang, view)}</div>'

    def _inside(self, lang: Lang, view: View) -> str:
        infos = self._documents()
        if not infos or not view.asked:
            return f'<p class="tw-welcome">{say(lang, "compare_empty")}</p>'
        try:
            found = self.compared(view)
        except TiaowenError as error:
            return render.failure(error, lang)
        if found is None:
            word = "compare_few" if len(infos) < 2 else "compare_unknown"
            return f'<p class="tw-notice" role="alert">{say(lang, word)}</p>'
        return contrast.comparison(found, infos, lang, view.mode is not None)


def _exporter(events: _Events) -> Callable[[Any], Any]:
    """What the tab's script may call."""

    def export(asked: object) -> dict[str, str]:
        """A comparison as a file, its bytes in base64, or what is `said` instead. `asked` is
        [left, right, mode, kind, language], of which nothing is believed.
        """
        if not isinstance(asked, list) or [type(each) for each in asked] != [str] * 5:
            return {}
        left, right, mode, kind, language = asked
        lang: Lang = "en" if language == "en" else "zh"
        try:
            found = events.compared(_view_of(left, right, mode))
        except TiaowenError as error:
            return {"said": error.zh if lang == "zh" else error.en}
        if found is None:
            return {"said": say(lang, "compare_unknown")}
        if kind == "docx":
            suffix, mime, content = ".docx", _WORD, export_compare.docx(found, lang)
        else:
            content = export_compare.markdown(found, lang).encode()
            suffix, mime = ".md", "text/markdown;charset=utf-8"
        name = say(lang, "compare_file") + suffix
        return {"name": name, "type": mime, "content": base64.b64encode(content).decode()}

    return export


def _view_of(left: object, right: object, mode: object) -> View:
    """A view of what a browser asks for."""
    one, two = (each if isinstance(each, str) else "" for each in (left, right))
    return View(one, two, next((each for each in MODES if each == mode), None))


def pair_of(infos: Sequence[DocumentInfo], view: View) -> tuple[DocumentInfo, DocumentInfo] | None:
    """The documents that a view names; for "", the first two of one file, or of the store."""
    if not (view.left or view.right):
        pairs = list(pairwise(infos))
        of_one_file = (pair for pair in pairs if pair[0].source == pair[1].source)
        return next(of_one_file, pairs[0] if pairs else None)
    left, right = _named(infos, view.left), _named(infos, view.right)
    return (left, right) if left and right else None


def _named(infos: Sequence[DocumentInfo], part: str) -> DocumentInfo | None:
    match = _DOCUMENT.fullmatch(part)
    for info in infos if match else ():
        begins = match is not None and info.text_sha256.startswith(match[1])
        if begins and match is not None and match[2] in (None, str(info.start)):
            return info
    return None
