"""The Gradio page: its components, its events, and the named API endpoints `ask` and `show`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from index.catalogue import versions
from index.errors import InputError, TiaowenError
from index.model import Span
from qa.answer import Answer, Passage
from qa.assistant import Assistant
from ui import render
from ui.startup import Startup
from ui.wording import Lang, say

__all__ = ["LAUNCH", "build_page"]

_HERE = Path(__file__).parent
_FONT = gr.themes.Font(
    "system-ui"
)  # a bare string or the default would make the browser ask for a file
_PAPER, _NIGHT = "#faf8f3", "#181715"


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


# How `Blocks.launch` serves the page: nothing of it comes from, or goes to, anywhere else.
LAUNCH: dict[str, Any] = {
    "theme": gr.themes.Base(font=[_FONT], font_mono=[_FONT]).set(
        body_background_fill=_PAPER, body_background_fill_dark=_NIGHT
    ),
    # Not through `css`: Gradio rewrites the selectors of what it is given there.
    "head": f"<style>{_read('style.css')}</style><script>{_read('page.js')}</script>",
    "favicon_path": _HERE / "favicon.svg",
    "footer_links": [],
    "share": False,
    "ssr_mode": False,
    "pwa": False,
    "mcp_server": False,
    "run_history": False,
    "enable_monitoring": False,
}


@dataclass(frozen=True, slots=True)
class View:
    """What one browser tab shows. `shown`: what its answer panel holds (None: the status);
    `document`: the id of the open document, which is opened at `cited` with `marks`.
    """

    lang: Lang = "zh"
    shown: Answer | TiaowenError | None = None
    document: int | None = None
    cited: Span | None = None
    marks: tuple[Span, ...] = ()

    def opened(self, passage: Passage) -> "View":
        """The same with the source open at `passage`."""
        cited = passage.citation
        marks = tuple(Span(mark.start, mark.end) for mark in passage.highlights)
        return self.opened_at(cited.document_id, Span(cited.start, cited.end), marks)

    def opened_at(self, document: int | None, cited: Span, marks: tuple[Span, ...] = ()) -> "View":
        """The same with a document open at `cited`."""
        return replace(self, document=document, cited=cited, marks=marks)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events change."""

    view: gr.State
    timer: gr.Timer
    header: gr.HTML
    switch: gr.Button
    question: gr.Textbox
    ask: gr.Button
    examples: gr.HTML
    panels: gr.HTML
    answer: gr.HTML
    documents: gr.Dropdown
    reader: gr.HTML


def build_page(startup: Startup) -> gr.Blocks:
    """The page, to be launched with `LAUNCH`; until `startup` is done it says how far that is."""
    page: gr.Blocks
    with gr.Blocks(title="条文 Tiaowen", analytics_enabled=False, fill_width=True) as page:
        parts = _layout()
        _wire(page, parts, _Events(startup))
    page.queue(default_concurrency_limit=4)
    return page


def _html(value: str, name: str) -> gr.HTML:
    """A piece of the page; page.js learns when it appears and when it changes."""
    return gr.HTML(
        value,
        elem_id=f"tw-{name}",
        apply_default_css=False,
        js_on_load=f"window.tiaowen.connect('{name}', element, trigger, watch)",
    )


def _layout() -> _Parts:
    view = View()
    lang = view.lang
    with gr.Row(elem_id="tw-top"):
        header = _html(render.header(lang, None, None), "header")
        switch = gr.Button(say(lang, "switch"), size="sm", elem_classes="tw-switch")
    with gr.Row(elem_id="tw-ask-row"):
        question = gr.Textbox(
            label=say(lang, "question"),
            placeholder=say(lang, "placeholder"),
            show_label=False,
            container=False,
            lines=1,
            max_lines=1,
            elem_id="tw-question",
        )
        ask = gr.Button(say(lang, "ask"), variant="primary", interactive=False, elem_id="tw-ask")
    examples = _html(render.examples(lang), "examples")
    panels = _html(render.panels(lang), "panels")
    with gr.Row(elem_id="tw-columns"):
        with gr.Column(elem_id="tw-answer-column"):
            answer = _html("", "answer")
        with gr.Column(elem_id="tw-reader-column"):
            documents = gr.Dropdown(
                [], label=say(lang, "document"), interactive=True, elem_id="tw-documents"
            )
            reader = _html(render.empty_reader(lang), "reader")
    return _Parts(
        *(gr.State(view), gr.Timer(0.5), header, switch, question, ask, examples, panels),
        *(answer, documents, reader),
    )


def _wire(page: gr.Blocks, parts: _Parts, events: "_Events") -> None:
    def on(
        triggers: list[Callable[..., Any]],
        function: Callable[..., Any],
        inputs: list[Any],
        outputs: list[Any],
    ) -> None:
        gr.on(
            triggers,
            function,
            [parts.view, *inputs],
            [parts.view, *outputs],
            show_progress="hidden",
            api_visibility="private",
        )

    # First, since the first function of a name gets the endpoint of that name.
    api(events.api_ask, api_name="ask")
    api(events.api_show, api_name="show")
    everything = [parts.timer, parts.header, parts.switch, parts.question, parts.ask]
    everything += [parts.examples, parts.panels, parts.answer, parts.documents, parts.reader]
    reading = [parts.documents, parts.reader]
    on([page.load, parts.timer.tick], events.progress, [], everything)
    on([parts.switch.click], events.switch, [], everything)
    on(
        [parts.question.submit, parts.ask.click],
        events.ask,
        [parts.question],
        [parts.answer, *reading],
    )
    on([parts.examples.click], events.example, [], [parts.question, parts.answer, *reading])
    on([parts.answer.click], events.cite, [], reading)
    on([parts.documents.input], events.choose, [parts.documents], [parts.reader])


class _Events:
    """What happens on the page: each event takes the tab's `View` and gives the new one, and what
    of the page changes with it.
    """

    def __init__(self, startup: Startup) -> None:
        self._startup = startup

    def progress(self, view: View) -> tuple[Any, ...]:
        """Show how far the start is; when it is over, everything, and stop asking."""
        state = self._startup.state
        if state.assistant and view.document is None and len(state.assistant.documents()):
            view = replace(view, document=0)
        if state.assistant or state.error:
            return view, gr.Timer(active=False), *self._everything(view)
        skips = [gr.skip()] * 6
        return view, gr.skip(), *skips, self._answer(view), gr.skip(), gr.skip()

    def switch(self, view: View) -> tuple[Any, ...]:
        """The other language."""
        view = replace(view, lang="en" if view.lang == "zh" else "zh")
        return view, gr.skip(), *self._everything(view)

    def ask(self, view: View, question: str) -> tuple[Any, ...]:
        """Answer, and open the source at the first passage."""
        assistant = self._startup.state.assistant
        if assistant is None:
            return view, self._answer(view), gr.skip(), gr.skip()
        shown: Answer | TiaowenError
        try:
            shown = assistant.ask(question)
        except TiaowenError as error:
            shown = error
        view = replace(view, shown=shown)
        if isinstance(shown, Answer) and shown.answered:
            view = view.opened(shown.passages[0])
            return view, self._answer(view), *self._reading(view)
        return view, self._answer(view), gr.skip(), gr.skip()

    def example(self, view: View, event: gr.EventData) -> tuple[Any, ...]:
        """Ask what a button says."""
        question = str(getattr(event, "question", ""))
        view, *changed = self.ask(view, question)
        return view, question, *changed

    def cite(self, view: View, event: gr.EventData) -> tuple[Any, ...]:
        """Open the source at a passage of the answer, or at a clause that is related to one."""
        passages = view.shown.passages if isinstance(view.shown, Answer) else ()
        rank, place = getattr(event, "rank", None), getattr(event, "place", None)
        for passage in passages:
            if passage.rank == rank:
                view = view.opened(passage)
            for other in (*passage.cites, *passage.cited_by):
                where = (other.document_id, other.clause_start, other.clause_end)
                if place == render.place(*where) and other.citation:
                    clause = Span(other.clause_start or 0, other.clause_end or 0)
                    view = view.opened_at(other.document_id, clause)
        return view, *self._reading(view)

    def choose(self, view: View, document: int | None) -> tuple[Any, ...]:
        """Open another document."""
        view = replace(view, document=document, cited=None, marks=())
        return view, self._reading(view)[1]

    def api_ask(
        self, question: str, top: int = 5, documents: list[str] | None = None
    ) -> dict[str, Any]:
        """The answer to a question, as `python -m qa ask --json` gives it; `documents` are titles,
        or parts of titles, of the only documents to look in.
        """
        names = documents or []
        good = isinstance(names, list) and all(isinstance(name, str) for name in names)
        if not (isinstance(question, str) and good and type(top) is int and 0 < top <= 1000):
            raise _refused(
                InputError(
                    "question 应为文字，top 应为 1 到 1000 的整数，documents 应为标题的列表",
                    "question is text, top an integer from 1 to 1000, documents a list of titles",
                )
            )
        return self._called(lambda assistant: assistant.ask(question, top, names))

    def api_show(self, label: str, document: str | None = None) -> dict[str, Any]:
        """One clause by its label, as `python -m qa show --json` gives it; `document` is a title,
        or a part of one.
        """
        if not (isinstance(label, str) and (document is None or isinstance(document, str))):
            raise _refused(InputError("label 和 document 应为文字", "label and document are text"))
        return self._called(lambda assistant: assistant.show(label, document))

    def _called(self, question: Callable[[Assistant], Answer]) -> dict[str, Any]:
        state = self._startup.state
        try:
            if state.error:
                raise state.error
            if state.assistant is None:
                raise InputError(say("zh", "not_ready"), say("en", "not_ready"))
            return question(state.assistant).to_json()
        except TiaowenError as error:
            raise _refused(error) from error

    def _everything(self, view: View) -> tuple[Any, ...]:
        """All of the page but the timer, in the view's language."""
        lang, assistant = view.lang, self._startup.state.assistant
        counts = (len(assistant.documents()), assistant.info.clauses) if assistant else (None, None)
        return (
            render.header(lang, *counts),
            gr.Button(say(lang, "switch")),
            gr.Textbox(label=say(lang, "question"), placeholder=say(lang, "placeholder")),
            gr.Button(say(lang, "ask"), interactive=assistant is not None),
            render.examples(lang),
            render.panels(lang),
            self._answer(view),
            *self._reading(view),
        )

    def _answer(self, view: View) -> str:
        if isinstance(view.shown, Answer):
            return render.answer(view.shown, view.lang)
        if view.shown:
            return render.failure(view.shown, view.lang)
        return render.status(self._startup.state, view.lang)

    def _reading(self, view: View) -> tuple[Any, str]:
        """The chooser, and the open document at the chosen passage."""
        assistant, lang = self._startup.state.assistant, view.lang
        label = say(lang, "document")
        if assistant is None or view.document is None:
            return gr.Dropdown(label=label), render.empty_reader(lang)
        infos = assistant.documents()
        names = [
            f"{info.title}（{version}）" if version else info.title
            for info, version in zip(infos, versions(infos), strict=True)
        ]
        choices = [(name, info.id) for name, info in zip(names, infos, strict=True)]
        chooser = gr.Dropdown(choices, value=view.document, label=label)
        try:
            document = assistant.read(view.document)
        except TiaowenError as error:
            return chooser, render.failure(error, lang)
        return chooser, render.reader(document, view.document, lang, view.cited, view.marks)


def _refused(error: TiaowenError) -> gr.Error:
    """What an API client gets of an error: its one line."""
    return gr.Error(error.zh, print_exception=False)
