"""Parts of the page -> HTML. Pure functions; every name and every question goes through
`ui.pieces.visible` or `html.escape`.
"""

import base64
from collections.abc import Sequence
from html import escape

from index.errors import InputError, TiaowenError
from qa.progress import STAGES
from ui.pieces import visible
from ui.startup import State
from ui.wording import Lang, say
from ui.words.ask import EXAMPLES

__all__ = [
    "after",
    "download",
    "examples",
    "failure",
    "header",
    "history",
    "notice",
    "panels",
    "split",
    "status",
    "tools",
]

_FORMATS = (("docx", "Word"), ("markdown", "Markdown"))


def header(lang: Lang, documents: int | None, clauses: int | None) -> str:
    """Name, purpose, and what the store holds (nothing is said while that is None)."""
    held = "" if documents is None else say(lang, "store", documents=documents, clauses=clauses)
    return (
        f'<div class="tw-header" data-lang="{say(lang, "html_lang")}"'
        f' data-away="{escape(say(lang, "away"))}">'
        '<h1>条文 <span lang="en">Tiaowen</span></h1>'
        f'<p class="tw-tagline">{say(lang, "tagline")}</p>'
        f'<p class="tw-store">{held}</p></div>'
    )


def examples(lang: Lang) -> str:
    """Buttons with questions to try, by their kind; the first ones in the language of the page."""
    first = "kind_english" if lang == "en" else ""
    kinds_shown = sorted(EXAMPLES, key=lambda kind: kind[0] != first)
    kinds = "".join(
        f'<li><span class="tw-kind">{say(lang, kind)}</span>'
        + "".join(
            f'<button type="button" data-question="{escape(question)}">{visible(question)}</button>'
            for question in questions
        )
        + "</li>"
        for kind, questions in kinds_shown
    )
    return f'<div class="tw-examples"><span>{say(lang, "examples")}</span><ul>{kinds}</ul></div>'


def tools(lang: Lang, scope: str) -> str:
    """What opens the two drawers under the question: where to look (`scope`, in words), and what
    was asked before.
    """
    words = visible(say(lang, "scope", words=scope))
    return (
        '<div class="tw-drawers">'
        '<button type="button" data-drawer="scope" aria-expanded="false" aria-controls="tw-scope"'
        f' data-remove="{say(lang, "scope_remove", name="{name}")}">{words}</button>'
        '<button type="button" data-drawer="history" aria-expanded="false"'
        f' aria-controls="tw-history">{say(lang, "history")}</button>'
        f'<span class="tw-pending">{say(lang, "pending")}</span></div>'
    )


def history(lang: Lang) -> str:
    """The drawer that the browser fills with what was asked in it."""
    return (
        f'<div class="tw-history" data-none="{say(lang, "history_none")}"'
        f' data-cleared="{say(lang, "history_cleared")}"><h2>{say(lang, "history_title")}</h2>'
        f"<ol></ol><p>{say(lang, 'history_note')}"
        f' <button type="button" data-clear>{say(lang, "history_clear")}</button></p></div>'
    )


def panels(lang: Lang) -> str:
    """On narrow screens: answer or source."""
    return (
        f'<div class="tw-panels" role="group" aria-label="{say(lang, "panels")}">'
        f'<button type="button" data-panel="answer" aria-pressed="true">{say(lang, "answer")}'
        '</button><button type="button" data-panel="reader" aria-pressed="false">'
        f"{say(lang, 'source')}</button></div>"
    )


def split(lang: Lang) -> str:
    """The border between answer and source, which can be moved."""
    label = escape(say(lang, "split"))
    return (
        f'<div class="tw-split" role="separator" tabindex="0" aria-orientation="vertical"'
        f' aria-valuemin="25" aria-valuemax="75" aria-valuenow="50" aria-label="{label}"'
        f' title="{label}"></div>'
    )


def status(state: State, lang: Lang) -> str:
    """What stands in the answer's place before the first question."""
    if state.error:
        return notice(say(lang, "failed"), [_said(state.error, lang)])
    if state.assistant:
        lines = [_said(note, lang) for note in state.notes]
        notes = notice(say(lang, "skipped"), lines) if lines else ""
        return f'{notes}<p class="tw-welcome">{say(lang, "welcome")}</p>'
    progress = state.progress
    if progress is None:
        bar, line = "<progress></progress>", say(lang, "open_store")
    else:
        values = {"done": progress.done, "total": progress.total}
        bar = f'<progress value="{progress.done}" max="{max(progress.total, 1)}"></progress>'
        line = say(lang, "stage", stage=STAGES[lang][progress.stage], **values)
    return (
        f'<div class="tw-status"><p>{say(lang, "preparing")}</p>'
        f'<label>{bar}<span class="tw-stage">{line}</span></label>'
        f'<p class="tw-held">{say(lang, "held")}</p></div>'
    )


def after(lang: Lang, count: int, verdicts: Sequence[str], judged: str) -> str:
    """What can be done with an answer: to say what it is worth (one of `verdicts`, if there are
    any; `judged` is the one that was given), and to export it or all `count` of this visit.
    """
    said = ""
    if judged:
        words = say(lang, "judged", verdict=say(lang, judged))
        said = f'<p class="tw-judged" tabindex="-1" data-judged>{words}</p>'
    elif verdicts:
        buttons = "".join(
            f'<button type="button" data-verdict="{verdict}">{say(lang, verdict)}</button>'
            for verdict in verdicts
        )
        said = _group(say(lang, "verdict"), buttons)
    exports = _exports(say(lang, "export_this"), "", lang)
    if count > 1:
        exports += _exports(say(lang, "export_all", count=count), " data-all", lang)
    return f'<div class="tw-after">{said}{_group(say(lang, "export"), exports)}</div>'


def _group(label: str, inner: str) -> str:
    return f'<div role="group" aria-label="{label}"><span>{label}</span>{inner}</div>'


def _exports(what: str, data: str, lang: Lang) -> str:
    buttons = "".join(
        f'<button type="button" data-export="{kind}"{data}'
        f' aria-label="{say(lang, "export_as", what=what, format=name)}">{name}</button>'
        for kind, name in _FORMATS
    )
    return f'<span class="tw-what">{what}</span>{buttons}'


def download(name: str, kind: str, content: bytes, said: str) -> str:
    """A file that the browser saves: nothing of it stays here. `said` is announced."""
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<span hidden data-name="{escape(name)}" data-type="{kind}" data-said="{escape(said)}"'
        f' data-content="{data}"></span>'
    )


def failure(error: TiaowenError, lang: Lang) -> str:
    """An error that a user can mend: its one line."""
    word = "check" if isinstance(error, InputError) else "failed"
    return notice(say(lang, word), [_said(error, lang)])


def notice(title: str, lines: Sequence[str]) -> str:
    """A box that says something a reader should not miss, and that is announced."""
    text = "".join(f"<p>{visible(line)}</p>" for line in lines)
    summary = escape(" ".join([title, *lines]))
    return (
        f'<div class="tw-notice" data-summary="{summary}">'
        f'<p class="tw-notice-title"><span aria-hidden="true">!</span>{visible(title)}</p>'
        f"{text}</div>"
    )


def _said(error: TiaowenError, lang: Lang) -> str:
    return error.zh if lang == "zh" else error.en
