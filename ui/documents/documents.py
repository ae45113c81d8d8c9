"""The tab 文档: which documents there are, and adding, replacing and removing them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.errors import TiaowenError
from ui.documents import listing
from ui.documents.changes import Changes
from ui.site import Site, Tab, html
from ui.wording import Lang, say

__all__ = ["build_documents"]

_FEW = 10  # files that need no search
_GLANCE = 0.5  # seconds between looks at how far a change is


@dataclass(frozen=True, slots=True)
class View:
    """What one browser tab shows: the files with `words` in them; why nothing was done, if so, and
    which change was going on or had been the last `when` it was not.
    """

    words: str = ""
    refused: TiaowenError | None = None
    when: tuple[int, bool] = (0, False)


def build_documents(site: Site) -> Tab:
    """Lay out and wire the tab; called inside its `gr.Tab`."""
    lang: Lang = "zh"
    changes = site.changes or Changes(site.startup, site.readonly)
    upload = html(listing.upload(lang, changes.readonly), "documents-upload")
    waiting = html("", "waiting")
    job = html("", "job")
    words = gr.Textbox(
        label=say(lang, "files_find"),
        placeholder=say(lang, "files_find_hint"),
        lines=1,
        max_lines=1,
        visible=False,
        elem_id="tw-files-find",
    )
    files = html("", "files")
    view, timer, stamp = gr.State(View()), gr.Timer(_GLANCE, active=False), gr.State("")
    events = _Events(changes)
    outputs = [upload, words, waiting, job, files, timer]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    acts = [waiting.click, job.click, files.click]
    shown = [view, waiting, job, timer]
    # One after the other: what was read before must not be shown after what was read later.
    turn: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "documents"}
    gr.on(acts, events.act, [site.lang, view], shown, trigger_mode="multiple", **turn, **quiet)
    # Files that come while one is being shown are shown after it.
    come = [[site.lang, view], shown[1:]]
    gr.on([upload.click], events.arrived, *come, trigger_mode="always_last", **turn, **quiet)
    found = [[site.lang, view, words], [view, files]]
    # Not `input`, which Gradio tells only from the second key on: not of words that are pasted.
    gr.on([words.change], events.find, *found, trigger_mode="always_last", **quiet)
    tick = [site.lang, view]
    gr.on([timer.tick], events.glance, tick, [waiting, job, timer, stamp], queue=False, **quiet)
    return Tab(view, outputs, events.everything, [stamp.change], changes.stamp, events.elsewhere)


class _Events:
    """What happens on the tab: each event takes the language and the tab's `View`."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    def act(self, lang: Lang, view: View, event: gr.EventData) -> tuple[Any, ...]:
        """Do what a button says."""
        act, key = str(getattr(event, "act", "")), str(getattr(event, "key", ""))
        known: dict[str, Callable[[], None]] = {
            "add": lambda: self._changes.add(key.split()),
            "again": lambda: self._changes.read_again(key or None),
            "drop": lambda: self._changes.decline(key),
            "remove": lambda: self._changes.remove(key),
            "stop": self._changes.stop,
        }
        view = replace(view, refused=None)
        try:
            known.get(act, lambda: None)()
        except TiaowenError as error:
            now = self._changes.job
            view = replace(view, refused=error, when=(now.number, now.running))
        return view, *self._changing(lang, view)

    def arrived(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """Show the files that have come."""
        return self._changing(lang, view)

    def find(self, lang: Lang, view: View, words: str) -> tuple[Any, ...]:
        """List the files that fit."""
        view = replace(view, words=words)
        return view, self._files(lang, view)

    def glance(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """How far it is; when it is done, a new stamp, after which everything is shown anew."""
        job = self._changes.job
        return *self._changing(lang, view), gr.skip() if job.running else str(job.number)

    def elsewhere(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """What another window has sent or begun."""
        waiting, job, timer = self._changing(lang, view)
        return gr.skip(), gr.skip(), waiting, job, gr.skip(), timer

    def everything(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """All of the tab, in the language."""
        find, hint = say(lang, "files_find"), say(lang, "files_find_hint")
        waiting, job, timer = self._changing(lang, view)
        return (
            listing.upload(lang, self._changes.readonly),
            gr.Textbox(label=find, placeholder=hint, visible=len(self._changes.files()) > _FEW),
            *(waiting, job, self._files(lang, view), timer),
        )

    def _changing(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """What waits, what is being done, and the timer that looks at it."""
        now = self._changes.job
        # What could not be done while something else was says nothing of what came of that.
        refused = view.refused if view.when == (now.number, now.running) else None
        return (
            self._waiting(lang, now.running),
            listing.job(lang, now, refused),
            gr.Timer(active=now.running),
        )

    def _waiting(self, lang: Lang, busy: bool) -> str:
        if self._changes.readonly:
            return ""
        found = self._changes.waiting()
        replacing = {upload.id for upload in found if self._changes.replaced(upload)}
        outdone = {upload.id for upload in self._changes.outdone(found)}
        return listing.waiting(lang, found, replacing, outdone, busy)

    def _files(self, lang: Lang, view: View) -> str:
        return listing.files(lang, self._changes.files(), view.words, self._changes.readonly)
