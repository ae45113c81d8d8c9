"""What the tabs of the page share: what they are given, and what the page must know of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ui.documents.changes import Changes
from ui.startup import Startup
from ui.wording import Lang

__all__ = ["Site", "Tab", "Turns", "choices_may_be_old", "html", "is_selected"]


@dataclass(frozen=True, slots=True)
class Site:
    """What a tab is built from. `startup.state.assistant` is None until the store is open, and
    replaced as a whole when the store changes. `lang` is the `gr.State` of the page's language.
    `feedback`: the file that verdicts on answers are added to, None where none are asked for;
    `readonly`: nobody may change the documents; `changes`: what changes them, shared by all who do;
    `page`: the `gr.Blocks` that the tabs are in.
    """

    startup: Startup
    lang: Any
    feedback: Path | None = None
    readonly: bool = False
    changes: Changes | None = None
    page: Any = None


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab that has been laid out and wired.

    `view`: its `gr.State`, all that it remembers of one browser tab. `outputs`: what `render(lang,
    view)` gives new values for, in the same order: called while the store is being opened, when the
    language is switched and when the documents have changed. It must leave what a user has typed.
    `changes`: events of the tab after which all tabs are to be rendered anew. `stamp` tells whether
    something else than the documents has changed, in another window, which `glance(lang, view)`
    then shows: new values for `outputs`, too.
    """

    view: Any
    outputs: Sequence[Any]
    render: Callable[[Lang, Any], Sequence[Any]]
    changes: Sequence[Callable[..., Any]] = ()
    stamp: Callable[[], str] = str
    glance: Callable[[Lang, Any], Sequence[Any]] | None = None


@dataclass(slots=True)
class Turns:
    """What a browser tab asks for where only the last counts: what was sent before something else
    was sent is not shown any more, whichever of them is answered first. `last`: the highest number.
    """

    last: int = 0

    def begun(self, request: Any) -> int:
        """The number of what a `gr.Request` asks for, in the order in which the scripts of the page
        have sent it (ui/assets/answers.js); the next one if it has none.
        """
        sent = str(request.headers.get("x-turn", ""))[:12]
        turn = int(sent) if sent.isdecimal() else self.last + 1
        self.last = max(self.last, turn)
        return turn

    def shown(self, turn: int, values: Sequence[Any]) -> Sequence[Any]:
        """New values for as many components, which stay as they are if `turn` is not the last."""
        return values if turn == self.last else [gr.skip()] * len(values)


def html(value: str, name: str, functions: Sequence[Callable[[Any], Any]] = ()) -> Any:
    """A piece of the page, with the id tw-`name`; `connections[name]` of the scripts in ui/assets
    is called when it appears, if there is one, may watch it change, and may call the `functions`,
    which take and give JSON.
    """
    return gr.HTML(
        value,
        elem_id=f"tw-{name}",
        apply_default_css=False,
        js_on_load=f"window.tiaowen.connect('{name}', element, trigger, watch, server)",
        server_functions=list(functions),
    )


def choices_may_be_old() -> None:
    """Let lists to choose from hand on what is chosen in them as it is.

    Gradio refuses what is not among the choices that the server gave last, of which the browser may
    not know yet: a question asked right after a filter was cleared would get no answer at all. So
    every event looks itself whether what was chosen is still there.
    """
    lists: Any = gr.Dropdown
    lists.preprocess = lambda _, payload: payload


def is_selected(event: Any) -> bool:
    """Whether an event of a list is `select`, as which only a choice by the mouse comes; `input`
    comes after every choice, and whenever somebody leaves the list, with no data.
    """
    return "selected" in (event._data or {})
