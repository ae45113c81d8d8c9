"""What happens on the tab 问答: what one browser tab remembers of it, and its events."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import gradio as gr

from index.catalogue import DocumentInfo
from index.errors import InputError, TiaowenError
from index.model import Span
from index.versions import versions
from qa.answer import Answer, Passage
from qa.assistant import Assistant
from qa.question.followup import follow_up
from ui import render
from ui.address import address
from ui.ask import export, feedback
from ui.ask.passages import Beside, answer
from ui.read import reader
from ui.scope import Place, Scope, names, parts, places, still_there, titles
from ui.site import Site, is_selected
from ui.wording import Lang, say

__all__ = ["Events", "View"]

_MOST_KEPT = 50  # answers of a visit that can be exported
_TYPES = {
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "markdown": ("md", "text/markdown;charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class View:
    """What one browser tab shows. `shown`: what its answer panel holds (None: the status), with
    what stands `beside` it, and the verdict that was given on it ("" if none).

    `meant`: the last question, as it was searched, where it was `looked` for (the `scope` and the
    store as they were, and the places there), and how many passages were `seen` of its answer;
    `answers`: those of this visit, each with what was `typed` for it (see `ui.ask.export`);
    `scope`: the filters as they are set. `document` is open at `cited` with `marks`: its text's
    hash and where it begins, since ids of documents change with the store.
    """

    shown: Answer | TiaowenError | None = None
    beside: Beside = field(default_factory=Beside)
    judged: str = ""
    meant: str = ""
    looked: tuple[Scope, str, tuple[Place, ...] | None] | None = None
    seen: int = 0
    answers: tuple[Answer, ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    scope: Scope = field(default_factory=Scope)
    document: tuple[str, int] | None = None
    cited: Span | None = None
    marks: tuple[Span, ...] = ()

    def opened(self, info: DocumentInfo, cited: Span, marks: Sequence[Span] = ()) -> "View":
        """The same with a document open at `cited`."""
        document = (info.text_sha256, info.start)
        return replace(self, document=document, cited=cited, marks=tuple(marks))


class Events:
    """Each event takes the language, the tab's `View` and values of components, and gives the new
    view and new values; ui/ask/ask.py says of which.
    """

    # What `everything` renders, in its order.
    PARTS = (
        *("question", "ask", "tools", "follow"),
        *("scope_documents", "scope_part", "scope_since", "scope_until", "clear_scope"),
        *("history", "examples", "panels", "split", "answer", "after", "documents", "reader"),
    )

    def __init__(self, site: Site) -> None:
        self._site = site
        self._startup = site.startup

    def ask(self, lang: Lang, view: View, question: str, follow: bool, *limits: Any) -> Any:
        """Answer, and open the source at the first passage."""
        assistant = self._startup.state.assistant
        if assistant is None:
            return view, self._answer(lang, view), gr.skip(), gr.skip(), gr.skip()
        view = replace(view, scope=_scope(*limits))
        try:
            view = _asked(assistant, view, question, follow)
        except TiaowenError as error:
            view = replace(view, shown=error, beside=Beside(), judged="")
        given = view.shown
        if not (isinstance(given, Answer) and given.answered):
            return view, self._answer(lang, view), self._after(lang, view), gr.skip(), gr.skip()
        view = _opened(view, given.passages[0])
        shown = (self._answer(lang, view), self._after(lang, view))
        return view, *shown, *self._reading(lang, view)

    def chosen(self, lang: Lang, view: View, event: gr.EventData, *limits: Any) -> Any:
        """Ask what a button says: an example, or an earlier question."""
        question = str(getattr(event, "question", ""))
        view, *changed = self.ask(lang, view, question, *limits)
        return view, question, *changed

    def click(self, lang: Lang, view: View, event: gr.EventData, *limits: Any) -> Any:
        """In the answer: open the source at a passage or at a clause that is related to one, ask
        the question again without the one before, or ask for more.
        """
        if getattr(event, "alone", False) and view.beside.asked:
            return self.ask(lang, view, view.beside.asked, False, *limits[1:])
        if getattr(event, "next", False):
            return self.ask(lang, view, say(lang, "ask_next"), True, *limits[1:])
        found = _at(view, getattr(event, "place", None))
        if found is None:  # of an answer that another one has replaced
            return view, *[gr.skip()] * 4
        return found, gr.skip(), gr.skip(), *self._reading(lang, found)

    def after(self, lang: Lang, view: View, event: gr.EventData) -> Any:
        """Note what a reader says of the answer, or export it."""
        verdict, kind = getattr(event, "verdict", ""), getattr(event, "export", "")
        if verdict in feedback.VERDICTS and self._site.feedback and isinstance(view.shown, Answer):
            if view.judged:  # pressed twice
                return view, gr.skip(), gr.skip()
            try:
                feedback.record(self._site.feedback, view.shown, verdict)
            except TiaowenError as error:
                return view, render.failure(error, lang) + self._after(lang, view), gr.skip()
            view = replace(view, judged=verdict)
            return view, self._after(lang, view), gr.skip()
        if kind in _TYPES and isinstance(view.shown, Answer):
            chosen, typed = view.answers, view.typed
            if not getattr(event, "all", False):
                chosen, typed = (view.shown,), ((view.beside.asked, view.beside.within),)
            return view, gr.skip(), _file(chosen, typed, kind, lang)
        return view, gr.skip(), gr.skip()

    def choose(self, lang: Lang, view: View, event: gr.EventData, document: int | None) -> Any:
        """Open another document of the list, or the whole of the one that is open if it is chosen
        by the mouse, which selects: by the keyboard, and whenever the list is left, comes `input`.
        """
        assistant = self._startup.state.assistant
        infos = assistant.documents() if assistant else ()
        if not isinstance(document, int) or not 0 <= document < len(infos):
            return view, gr.skip(), gr.skip()
        chosen = (infos[document].text_sha256, infos[document].start)
        opened = view.document or (infos[0].text_sha256, infos[0].start)
        if chosen == opened and not is_selected(event):
            return view, gr.skip(), gr.skip()
        view = replace(view, document=chosen, cited=None, marks=())
        return view, *self._reading(lang, view)

    def limit(self, lang: Lang, view: View, *limits: Any) -> Any:
        """Say where will be looked, and offer the parts of a single document."""
        scope = _scope(*limits)
        chooser = self._parts(lang, scope)
        return replace(view, scope=scope), self._tools(lang, scope), chooser

    def unlimit(self, lang: Lang, view: View) -> Any:
        """Look everywhere."""
        nothing = gr.Dropdown([], value=None, interactive=False)
        return replace(view, scope=Scope()), self._tools(lang, Scope()), nothing

    def everything(self, lang: Lang, view: View) -> tuple[Any, ...]:
        """All of the tab, in the language."""
        assistant = self._startup.state.assistant
        infos = assistant.documents() if assistant else ()
        known = titles(infos)
        choices = [(known[info.id], name) for name, info in names(infos).items()]
        ready = assistant is not None
        scope = still_there(view.scope, infos) if ready else view.scope
        # What a user has typed and chosen stays: only labels and choices are given.
        documents = gr.Dropdown(choices, label=say(lang, "scope_document"))
        part = gr.Dropdown(label=say(lang, "scope_part"))
        if scope != view.scope:  # but not what is gone: Gradio refuses what it does not offer
            chosen = list(scope.documents)
            documents = gr.Dropdown(choices, value=chosen, label=say(lang, "scope_document"))
            part = self._parts(lang, scope)
        return (
            gr.Textbox(label=say(lang, "question"), placeholder=say(lang, "placeholder")),
            gr.Button(say(lang, "ask"), interactive=ready),
            self._tools(lang, scope),
            gr.Checkbox(label=say(lang, "follow")),
            documents,
            part,
            *(
                gr.Textbox(label=say(lang, name), placeholder=say(lang, "scope_date"))
                for name in ("scope_since", "scope_until")
            ),
            gr.Button(say(lang, "clear_scope")),
            render.history(lang),
            render.examples(lang),
            render.panels(lang),
            render.split(lang),
            self._answer(lang, view),
            self._after(lang, view),
            *self._reading(lang, view),
        )

    def _answer(self, lang: Lang, view: View) -> str:
        if isinstance(view.shown, Answer):
            return answer(view.shown, lang, view.beside)
        if view.shown:
            return render.failure(view.shown, lang)
        return render.status(self._startup.state, lang)

    def _after(self, lang: Lang, view: View) -> str:
        if not isinstance(view.shown, Answer) or view.shown.reason == "empty_question":
            return ""
        verdicts = feedback.VERDICTS if self._site.feedback else ()
        return render.after(lang, len(view.answers), verdicts, view.judged)

    def _reading(self, lang: Lang, view: View) -> tuple[Any, str]:
        """The chooser, and the open document at the chosen passage; the first one before any."""
        assistant = self._startup.state.assistant
        label = say(lang, "document")
        if assistant is None or not assistant.documents():
            return gr.Dropdown(label=label), reader.empty_reader(lang)
        infos = assistant.documents()
        choices = [(title, i) for i, title in enumerate(titles(infos))]
        known = {(info.text_sha256, info.start): info for info in infos}
        chosen = known.get(view.document) if view.document else infos[0]
        if chosen is None:  # deleted since
            gone = InputError(say("zh", "gone"), say("en", "gone"))
            place = (view.cited.start, view.cited.end) if view.cited else ()
            link = escape(address(view.document[0] if view.document else "", *place))
            said = f'<div data-gone="{link}">{render.failure(gone, lang)}</div>'
            return gr.Dropdown(choices, value=None, label=label), said
        shown = reader.reader(chosen, lang, view.cited, view.marks)
        return gr.Dropdown(choices, value=chosen.id, label=label), shown

    def _parts(self, lang: Lang, scope: Scope) -> Any:
        assistant = self._startup.state.assistant
        infos = names(assistant.documents()) if assistant else {}
        chosen = [infos[name] for name in scope.documents if name in infos]
        label = say(lang, "scope_part")
        if assistant is None or len(chosen) != 1:
            return gr.Dropdown([], value=None, interactive=False, label=label)
        found = parts(assistant.read(chosen[0].id))
        value = scope.part if _part(assistant, scope) else ""
        choices = [(say(lang, "whole"), ""), *found]
        return gr.Dropdown(choices, value=value, interactive=True, label=label)

    def _tools(self, lang: Lang, scope: Scope) -> str:
        words = []
        if len(scope.documents) == 1:
            (name,) = scope.documents
            words.append(f"《{name.partition(' ')[2]}》")  # see `ui.scope.names`
            if assistant := self._startup.state.assistant:
                infos = assistant.documents()
                if (info := names(infos).get(name)) and (version := versions(infos)[info.id]):
                    words[0] += f"（{version}）"
                words[0] += _part(assistant, scope)
        elif scope.documents:
            words.append(say(lang, "scope_documents", count=len(scope.documents)))
        if scope.since or scope.until:
            words.append(f"{scope.since or '…'}–{scope.until or '…'}")
        return render.tools(lang, " · ".join(words) or say(lang, "scope_all"))


def _scope(documents: list[str] | None, part: str | None, since: str, until: str) -> Scope:
    return Scope(tuple(documents or ()), part or "", since, until)


def _part(assistant: Assistant, scope: Scope) -> str:
    """What the chosen part of the only chosen document is called; "" if it has no such part, since
    another document was chosen just now, or cannot be read.
    """
    infos = names(assistant.documents())
    if not scope.part or len(scope.documents) != 1 or scope.documents[0] not in infos:
        return ""
    try:
        found = parts(assistant.read(infos[scope.documents[0]].id))
    except TiaowenError:
        return ""
    return next((name.strip() for name, value in found if value == scope.part), "")


def _asked(assistant: Assistant, view: View, question: str, follow: bool) -> View:
    """The view with the answer to a question, which may lean on the one before."""
    infos = assistant.documents()
    scope = view.scope if _part(assistant, view.scope) else replace(view.scope, part="")
    within: Sequence[Place] | None = places(scope, infos)
    beside = Beside(infos)
    followed = follow_up(question, view.meant) if follow else None
    skip = 0
    here = (scope, assistant.info.id)
    if followed and followed.more and view.looked and view.looked[:2] == here:
        skip, within = view.seen, view.looked[2]
    if followed:
        info = _last(view, infos) if followed.same_document and within is None else None
        if info:
            within = [(info.id, info.start, info.start + info.characters)]
        beside = replace(beside, asked=question, within=info.title if info else "")
        question = followed.question
    given = assistant.ask(question, within=within, skip=skip)
    if given.reason == "empty_question":
        return replace(view, shown=given, beside=beside, judged="")
    beside = replace(beside, rest={p.rank: _rest(assistant, p) for p in given.passages})
    others = _others(view.answers, given)
    answers = (*others, given)[-_MOST_KEPT:]
    typed = (*view.typed[: len(others)], (beside.asked, beside.within))[-_MOST_KEPT:]
    # Where nothing answers, or no more, that is said again when more is asked for.
    seen = skip + (len(given.passages) if given.answered else 0)
    view = replace(view, shown=given, beside=beside, judged="", meant=question, seen=seen)
    looked = (*here, None if within is None else tuple(within))
    return replace(view, answers=answers, typed=typed, looked=looked)


def _others(answers: tuple[Answer, ...], given: Answer) -> tuple[Answer, ...]:
    """The answers without the last one, if that is the same as `given`: a button pressed twice."""
    if answers and replace(answers[-1], took_ms=given.took_ms) == given:
        return answers[:-1]
    return answers


def _last(view: View, infos: Sequence[DocumentInfo]) -> DocumentInfo | None:
    """The document that the last answer cited first, if it is still there."""
    last = view.answers[-1] if view.answers else None
    if last is None or not last.passages:
        return None
    cited = last.passages[0].citation
    inside = (
        info
        for info in infos
        if info.text_sha256 == cited.text_sha256
        and info.start <= cited.start < info.start + info.characters
    )
    return next(inside, None)


def _rest(assistant: Assistant, passage: Passage) -> tuple[str, str]:
    """What the clause of a passage says before and after it."""
    cited = passage.citation
    text = assistant.text(cited.text_sha256)
    return text[cited.clause_start : cited.start], text[cited.end : cited.clause_end]


def _at(view: View, place: object) -> View | None:
    """The view with the source open at the passage of its answer that is at `place`, or else at a
    clause related to one; None if none is there.
    """
    passages = view.shown.passages if isinstance(view.shown, Answer) else ()
    for passage in passages:
        cited = passage.citation
        if place == reader.place(cited.document_id, cited.start, cited.end):
            return _opened(view, passage)
    for other in (each for p in passages for each in (*p.cites, *p.cited_by)):
        where = (other.document_id, other.clause_start, other.clause_end)
        if place == reader.place(*where) and other.document_id is not None:
            clause = Span(other.clause_start or 0, other.clause_end or 0)
            return view.opened(view.beside.documents[other.document_id], clause)
    return None


def _opened(view: View, passage: Passage) -> View:
    cited = passage.citation
    marks = [Span(mark.start, mark.end) for mark in passage.highlights]
    info = view.beside.documents[cited.document_id]
    return view.opened(info, Span(cited.start, cited.end), marks)


def _file(answers: Sequence[Answer], typed: export.Typed, kind: str, lang: Lang) -> str:
    """The answers as a file for the browser to save."""
    ending, type_ = _TYPES[kind]
    is_docx = kind == "docx"
    made = export.docx if is_docx else export.markdown
    written = made(answers, lang, typed)
    content = written.encode() if isinstance(written, str) else written
    name = f"{say(lang, 'export_file')}.{ending}"
    return render.download(name, type_, content, say(lang, "exported", name=name))
