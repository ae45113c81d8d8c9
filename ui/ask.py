"""The tab 问答: a question, the passages that answer it, and the source beside them."""

from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.catalogue import versions
from index.errors import TiaowenError
from index.model import Span
from qa.answer import Answer, Passage
from ui import render
from ui.site import Site, Tab, html
from ui.startup import Startup
from ui.wording import Lang, say

__all__ = ["build_ask"]


@dataclass(frozen=True, slots=True)
class View:
    """What one browser tab shows. `shown`: what its answer panel holds (None: the status);
    `document`: the id of the open document, which is opened at `cited` with `marks`.
    """

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

    question: gr.Textbox
    ask: gr.Button
    examples: gr.HTML
    panels: gr.HTML
    answer: gr.HTML
    documents: gr.Dropdown
    reader: gr.HTML


def build_ask(site: Site) -> Tab:
    """Lay out and wire the tab; called inside its `gr.Tab`."""
    parts, view, events = _layout(), gr.State(View()), _Events(site.startup)
    _wire(site, parts, view, events)
    outputs = [parts.question, parts.ask, parts.examples, parts.panels]
    outputs += [parts.answer, parts.documents, parts.reader]
    return Tab(view, outputs, events.everything)


def _layout() -> _Parts:
    lang: Lang = "zh"
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
    examples = html(render.examples(lang), "examples")
    panels = html(render.panels(lang), "panels")
    with gr.Row(elem_id="tw-columns"):
        with gr.Column(elem_id="tw-answer-column"):
            answer = html("", "answer")
        with gr.Column(elem_id="tw-reader-column"):
            documents = gr.Dropdown(
                [], label=say(lang, "document"), interactive=True, elem_id="tw-documents"
            )
            reader = html(render.empty_reader(lang), "reader")
    return _Parts(question, ask, examples, panels, answer, documents, reader)


def _wire(site: Site, parts: _Parts, view: gr.State, events: "_Events") -> None:
    def on(triggers: list[Any], function: Any, inputs: list[Any], outputs: list[Any]) -> None:
        gr.on(
            triggers,
            function,
            [site.lang, view, *inputs],
            [view, *outputs],
            show_progress="hidden",
            api_visibility="private",
        )

    reading = [parts.documents, parts.reader]
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
    """What happens on the tab: each event takes the language and the tab's `View`, and gives the
    new view and what of the tab changes with it.
    """

    def __init__(self, startup: Startup) -> None:
        self._startup = startup

    def ask(self, lang: Lang, view: View, question: str) -> tuple[Any, ...]:
        """Answer, and open the source at the first passage."""
        assistant = self._startup.state.assistant
        if assistant is None:
            return view, self._answer(lang, view), gr.skip(), gr.skip()
        shown: Answer | TiaowenError
        try:
            shown = assistant.ask(question)
        except TiaowenError as error:
            shown = error
        view = replace(view, shown=shown)
        if isinstance(shown, Answer) and shown.answered:
            view = view.opened(shown.passages[0])
            return view, self._answer(lang, view), *self._reading(lang, view)
        return view, self._answer(lang, view), gr.skip(), gr.skip()

    def example(self, lang: Lang, view: View, event: gr.EventData) -> tuple[Any, ...]:
        """Ask what a button says."""
        question = str(getattr(event, "question", ""))
        view, *changed = self.ask(lang, view, question)
        return view, question, *changed

    def cite(self, lang: Lang, view: View, event: gr.EventData) -> tuple[Any, ...]:
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
        return view, *self._reading(lang, view)

    def choose(self, lang: Lang, view: View, document: int | None) -> tuple[Any, ...]:
        """Open another document."""
        view = replace(view, document=document, cited=None, marks=())
        return view, self._reading(lang, view)[1]

    def everything(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """All of the tab, in the language."""
        ready = self._startup.state.assistant is not None
        return (
            gr.Textbox(label=say(lang, "question"), placeholder=say(lang, "placeholder")),
            gr.Button(say(lang, "ask"), interactive=ready),
            render.examples(lang),
            render.panels(lang),
            self._answer(lang, view),
            *self._reading(lang, view),
        )

    def _answer(self, lang: Lang, view: View) -> str:
        if isinstance(view.shown, Answer):
            return render.answer(view.shown, lang)
        if view.shown:
            return render.failure(view.shown, lang)
        return render.status(self._startup.state, lang)

    def _reading(self, lang: Lang, view: View) -> tuple[Any, str]:
        """The chooser, and the open document at the chosen passage; the first one before any."""
        assistant = self._startup.state.assistant
        label = say(lang, "document")
        if assistant is None or not assistant.documents():
            return gr.Dropdown(label=label), render.empty_reader(lang)
        chosen = view.document or 0
        infos = assistant.documents()
        names = [
            f"{info.title}（{version}）" if version else info.title
            for info, version in zip(infos, versions(infos), strict=True)
        ]
        choices = [(name, info.id) for name, info in zip(names, infos, strict=True)]
        chooser = gr.Dropdown(choices, value=chosen, label=label)
        try:
            document = assistant.read(chosen)
        except TiaowenError as error:
            return chooser, render.failure(error, lang)
        return chooser, render.reader(document, chosen, lang, view.cited, view.marks)
