"""Parts of the tab 文档 -> HTML. Pure functions; every name and title goes through `visible`."""

from collections.abc import Collection, Sequence
from html import escape
from typing import Any

from index.catalogue import DocumentInfo
from index.errors import TiaowenError
from index.readers import SUFFIXES
from qa.progress import STAGES
from ui.address import address
from ui.documents.changes import File, Job
from ui.documents.uploads import MOST_BYTES, Upload
from ui.pieces import visible
from ui.wording import Lang, say

__all__ = ["files", "job", "upload", "waiting"]

_MOST = 200  # files that are listed
_MOST_OPEN = 40  # lines of an outline that is not folded away
_FEW = 3  # files that wait of which outlines are not folded away
_MEGABYTES = MOST_BYTES >> 20
_SAYS = ("sending", "reading", "queued", "cancel", "dismiss", "lost", "done", "large")


def upload(lang: Lang, readonly: bool) -> str:
    """Where files are dropped or chosen; the browser lists there how far each is."""
    if readonly:
        return f'<p class="tw-readonly">{say(lang, "files_readonly")}</p>'
    words = {name: say(lang, f"upload_{name}", name="{name}", most=_MEGABYTES) for name in _SAYS}
    data = "".join(f' data-{name}="{escape(text)}"' for name, text in words.items())
    kinds = say(lang, "upload_kinds", kinds=" ".join(SUFFIXES), most=_MEGABYTES)
    return (
        f'<section class="tw-upload" data-most="{MOST_BYTES}"{data}'
        f' aria-label="{say(lang, "upload")}"><div class="tw-drop">'
        f'<label class="tw-choose">{say(lang, "upload_choose")}'
        f'<input type="file" multiple accept="{",".join(SUFFIXES)}"></label>'
        f" <span>{say(lang, 'upload_drop')}</span><p>{kinds}</p></div>"
        f'<ul class="tw-transfers" aria-label="{say(lang, "transfers")}" hidden></ul></section>'
    )


def waiting(
    lang: Lang,
    uploads: Sequence[Upload],
    replacing: Collection[str],
    outdone: Collection[str],
    busy: bool,
) -> str:
    """What would be added, with its outline and warnings. `replacing`: the ids of those that take
    the place of an indexed file; `outdone`: of those whose place another one takes that came later;
    nothing can be added while something else is done (`busy`).
    """
    if not uploads:
        return ""
    notes = dict.fromkeys(replacing, "waiting_replaces")
    notes |= dict.fromkeys(outdone, "waiting_outdone")
    few = len(uploads) <= _FEW
    items = "".join(_waiting(lang, upload, notes.get(upload.id, ""), few) for upload in uploads)
    state = " disabled" if busy else ""
    ids = " ".join(upload.id for upload in uploads)
    return (
        f'<section class="tw-waiting"><h3>{say(lang, "waiting", count=len(uploads))}</h3>'
        f'<p>{say(lang, "waiting_note")}</p><ul>{items}</ul><p class="tw-adding">'
        f'<button type="button" class="tw-main" data-act="add" data-key="{ids}"{state}>'
        f"{say(lang, 'waiting_add')}</button></p></section>"
    )


def _waiting(lang: Lang, upload: Upload, word: str, few: bool) -> str:
    size = say(lang, "kilobytes", count=f"{max(1, upload.bytes >> 10):,}")
    note = f'<p class="tw-replaces">{say(lang, word)}</p>' if word else ""
    many = len(upload.entries) > 1
    entries = "".join(_entry(lang, entry, many, few) for entry in upload.entries)
    drop = _button(lang, "drop", upload.id, "waiting_drop", upload.name)
    return (
        f'<li><div class="tw-name"><b><bdi>{visible(upload.name)}</bdi></b> <span>{size}</span>'
        f"{drop}</div>{note}{entries}</li>"
    )


def _entry(lang: Lang, entry: dict[str, Any], named: bool, few: bool) -> str:
    """One document file; by its name where it is one of many in a zip file."""
    name = f"<p><bdi>{visible(entry['name'])}</bdi></p>" if named else ""
    if entry["error"]:
        line = entry["error"] if lang == "zh" else entry["error_en"]
        return f'<p class="tw-fault">{visible(line)}</p>'
    documents = "".join(_document(lang, document, few) for document in entry["documents"])
    found = [entry, *entry["documents"]]
    problems = [problem for each in found for problem in each["problems"]]
    count = len(problems) + sum(each["more_problems"] for each in found)
    if not count:
        return f'{name}{documents}<p class="tw-sound">{say(lang, "waiting_sound")}</p>'
    lines = "".join(f"<li>{visible(problem)}</li>" for problem in problems)
    title = say(lang, "waiting_warnings", count=count)
    return (
        f'{name}{documents}<details class="tw-warnings" open><summary>{title}</summary>'
        f'<ul lang="zh">{lines}</ul></details>'
    )


def _document(lang: Lang, document: dict[str, Any], few: bool) -> str:
    facts = [document["issuer"], document["date"]]
    facts.append(say(lang, "clauses_count", count=document["clauses"]))
    lines = "".join(
        f'<li style="--depth:{int(depth)}"><bdi>{visible(line)}</bdi></li>'
        for depth, line in document["outline"]
    )
    state = " open" if few and len(document["outline"]) <= _MOST_OPEN else ""
    shown = (
        f'<details class="tw-preview"{state}><summary>{say(lang, "waiting_outline")}</summary>'
        f'<ul lang="zh">{lines}</ul></details>'
    )
    return (
        f'<p class="tw-found-title" lang="zh"><bdi>{visible(document["title"])}</bdi></p>'
        f'<p class="tw-facts">{" · ".join(visible(fact) for fact in facts if fact)}</p>'
        f"{shown if lines else ''}"
    )


def job(lang: Lang, now: Job, refused: TiaowenError | None) -> str:
    """How far a change of the index is, what came of the last one, or why there is none."""
    said = ""
    if refused:
        said = f'<p class="tw-outcome" role="alert">{visible(_said(refused, lang))}</p>'
    if now.running:
        return said + _running(lang, now)
    if said or now.number == 0:
        return said
    done = say(lang, "job_done", embedded=now.embedded)
    done = done if now.embedded else say(lang, "job_done_nothing_new")
    if not now.notes:
        return f'<p class="tw-outcome" data-said="{done}">{done}</p>'
    # Nor do those who only see what went wrong think that the rest was not added.
    title = [done, say(lang, "job_noted")] if now.changed else [say(lang, "job_noted")]
    notes = [_said(note, lang) for note in now.notes]
    lines = "".join(f"<li>{visible(note)}</li>" for note in notes)
    heads = "".join(f"<p>{line}</p>" for line in title)
    told = escape(" ".join([*title, *notes]))
    return f'<div class="tw-outcome" data-said="{told}">{heads}<ul>{lines}</ul></div>'


def _running(lang: Lang, now: Job) -> str:
    bar, line = "<progress></progress>", say(lang, "job_starting")
    if progress := now.progress:
        bar = f'<progress value="{progress.done}" max="{max(progress.total, 1)}"></progress>'
        values = {"done": progress.done, "total": progress.total}
        line = say(lang, "stage", stage=STAGES[lang][progress.stage], **values)
    title = say(lang, "job")
    stop = f'<button type="button" data-act="stop">{say(lang, "job_stop")}</button>'
    return (
        f'<div class="tw-status tw-job"><p>{title}</p><label>{bar}'
        f'<span class="tw-stage">{line}</span></label>{stop}</div>'
    )


def files(lang: Lang, found: Sequence[File], words: str, readonly: bool) -> str:
    """The files of the store that hold `words` in a title, an issuer or their name."""
    fitting = [file for file in found if _fits(file, words.strip().lower())]
    if not found:
        return f"<p>{say(lang, 'files_none')}</p>"
    if not fitting:
        return f"<p>{visible(say(lang, 'files_not_found', words=words.strip()))}</p>"
    columns = ["title", "issuer", "date", "clauses", "source", *([] if readonly else ["actions"])]
    head = "".join(f'<th scope="col">{say(lang, f"files_{column}")}</th>' for column in columns)
    bodies = "".join(_file(lang, file, readonly) for file in fitting[:_MOST])
    more = f"<p>{say(lang, 'files_more', most=_MOST)}</p>" if len(fitting) > _MOST else ""
    again = "" if readonly else _button(lang, "again", "", "files_all_again", "")
    return (
        f'<table class="tw-files"><caption>{say(lang, "files", count=len(fitting))}</caption>'
        f'<thead><tr>{head}</tr></thead>{bodies}</table>{more}<p class="tw-all">{again}</p>'
    )


def _fits(file: File, words: str) -> bool:
    told = [file.name, *(f"{d.title} {d.issuer}" for d in file.documents)]
    return any(words in each.lower() for each in told)


def _file(lang: Lang, file: File, readonly: bool) -> str:
    """A <tbody>: a row for each document, the first one with the file's own cells."""
    rows = max(len(file.documents), 1)
    span = f' rowspan="{rows}"' if rows > 1 else ""
    # Of several documents each has a link, beside its title.
    only = file.documents[0] if len(file.documents) == 1 else None
    read = _link(lang, address(only.text_sha256), file.name) if only else ""
    own = f'<td class="tw-source"{span}><bdi>{visible(file.name)}</bdi> {read}</td>'
    if not readonly:
        buttons = _button(lang, "again", file.key, "files_again", file.name)
        own += f'<td class="tw-acts"{span}>{buttons}{_remove(lang, file)}</td>'
    if not file.documents:
        return f'<tbody><tr><th scope="row" colspan="4">—</th>{own}</tr></tbody>'
    cells = [_cells(lang, document, linked=only is None) for document in file.documents]
    first, *rest = cells
    return f"<tbody><tr>{first}{own}</tr>{''.join(f'<tr>{each}</tr>' for each in rest)}</tbody>"


def _link(lang: Lang, where: str, name: str) -> str:
    """A link that opens a document in the tab 原文."""
    word = say(lang, "files_read")
    return f'<a href="{escape(where)}" aria-label="{word} {escape(name)}">{word}</a>'


def _cells(lang: Lang, document: DocumentInfo, linked: bool) -> str:
    end = document.start + document.characters
    where = address(document.text_sha256, document.start, end)
    read = f" {_link(lang, where, document.title)}" if linked else ""
    unit = say(lang, "clauses_unit_of_one" if document.clauses == 1 else "clauses_unit")
    return (
        f'<th scope="row"><bdi lang="zh">{visible(document.title)}</bdi>{read}</th>'
        f'<td lang="zh"><bdi>{visible(document.issuer)}</bdi></td>'
        f'<td class="tw-date">{visible(document.date)}</td>'
        f'<td class="tw-number" data-unit="{unit}">{document.clauses}</td>'
    )


def _button(lang: Lang, act: str, key: str, word: str, name: str) -> str:
    """A button that does `act`; `name` tells those who do not see it of what."""
    label = f' aria-label="{escape(say(lang, word))} {escape(name)}"' if name else ""
    return (
        f'<button type="button" data-act="{act}" data-key="{escape(key)}"{label}>'
        f"{say(lang, word)}</button>"
    )


def _remove(lang: Lang, file: File) -> str:
    sure, told = say(lang, "files_remove_sure"), say(lang, "files_removing", name=file.name)
    return _button(lang, "remove", file.key, "files_remove", file.name).replace(
        "<button", f'<button data-sure="{escape(sure)}" data-told="{escape(told)}"', 1
    )


def _said(error: TiaowenError, lang: Lang) -> str:
    return error.zh if lang == "zh" else error.en
