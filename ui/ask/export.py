"""Answers -> a document to hand on, as Markdown or .docx: numbered citations, the quotes with what
answers marked, and an appendix by which anybody can check every quote without this program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Span
from qa.answer import Answer, Citation, Passage
from qa.ranking.rank import falls_short
from ui.paper import Block, Part, Run, name, to_markdown
from ui.wording import Lang, say

__all__ = ["Cited", "Typed", "appendix", "docx", "markdown"]

_MOST_NEAREST = 3  # passages that are listed under a refusal, as on the page


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote as the appendix names it: by its number, and by where it stands."""

    number: int
    citation: str
    source: str
    page: int | None
    span: Span
    source_sha256: str
    text_sha256: str


# For each answer the question as it was typed, if it leant on the one before ("" if not), and the
# title of the document that it was asked of then.
Typed = Sequence[tuple[str, str]]


def markdown(answers: Sequence[Answer], lang: Lang, typed: Typed = ()) -> str:
    """The answers in CommonMark."""
    return to_markdown(_parts(answers, lang, typed))


def docx(answers: Sequence[Answer], lang: Lang, typed: Typed = ()) -> bytes:
    """The answers as the bytes of a .docx file."""
    from ui.paper_docx import to_docx  # not before somebody wants one

    return to_docx(_parts(answers, lang, typed), say(lang, "export_title"))


def appendix(cited: Sequence[Cited], stores: Sequence[str], lang: Lang) -> Iterator[Part]:
    """How to check: each source file with its hashes and the quotes taken from it, and the command
    that prints the first of them. `stores`: what is to be said of the index that was asked.
    """
    if not cited:
        return
    yield Block.of("heading", say(lang, "export_check"))
    yield Block.of("text", say(lang, "export_how"))
    first = cited[0]
    yield Block.of(
        "code",
        f"python -c \"import pathlib; print(pathlib.Path('texts/{first.text_sha256}.txt')"
        f'.read_bytes().decode()[{first.span.start}:{first.span.end}])"',
    )
    for text_sha256 in dict.fromkeys(one.text_sha256 for one in cited):
        inside = [one for one in cited if one.text_sha256 == text_sha256]
        yield Block.of("text", say(lang, "export_source", source=name(inside[0].source)))
        for key, value in (
            ("source_sha256", inside[0].source_sha256),
            ("text_sha256", text_sha256),
        ):
            yield Block("item", (Run(f"{say(lang, f'export_{key}')} "), Run(value, "code")))
        for one in inside:
            page = "" if one.page is None else f"（{say(lang, 'page', page=one.page)}）"
            yield Block.of(
                "item",
                f"[{one.number}] {name(one.citation)}{page} [{one.span.start}, {one.span.end})",
            )
    for store in stores:
        yield Block.of("text", store)


def _parts(answers: Sequence[Answer], lang: Lang, typed: Typed) -> list[Part]:
    """The document. A passage that two answers quote keeps the number it first had."""
    numbers: dict[tuple[str, int, int], Cited] = {}
    parts: list[Part] = [Block.of("title", say(lang, "export_title"))]
    for answer, words in zip(answers, typed or [("", "")] * len(answers), strict=True):
        parts += _answer(answer, words, lang, numbers)
    stores = dict.fromkeys(_store(answer, lang) for answer in answers if answer.passages)
    return [*parts, *appendix(list(numbers.values()), list(stores), lang)]


def _answer(
    answer: Answer,
    typed: tuple[str, str],
    lang: Lang,
    numbers: dict[tuple[str, int, int], Cited],
) -> Iterator[Part]:
    asked, within = typed
    question = say(lang, "export_question", question=name(asked or answer.question))
    yield Block.of("heading", question)
    if asked:
        words = {"document": f"《{name(within)}》", "words": name(answer.question)}
        yield Block.of("text", say(lang, "followed_in" if within else "followed", **words))
    if answer.searched_for:
        yield Block.of("text", say(lang, "searched", words=name(answer.searched_for)))
    shown = answer.passages
    line = answer.message if lang == "zh" else answer.message_en
    if answer.answered and line:
        yield Block.of("text", name(line))
    if not answer.answered:
        is_more = answer.reason == "nothing_more"
        declined = name(line) if is_more else say(lang, "export_declined", line=name(line))
        yield Block("text", (Run(declined, "strong"),))
        shown = shown[:_MOST_NEAREST]
        if shown:
            yield Block.of("text", say(lang, "next_nearest" if is_more else "nearest"))
    for passage in shown:
        short = answer.answered and falls_short(passage)
        yield from _passage(passage, lang, numbers, short)


def _passage(
    passage: Passage, lang: Lang, numbers: dict[tuple[str, int, int], Cited], short: bool
) -> Iterator[Part]:
    """`short`: it has to be said that this passage alone would be no answer."""
    cited = passage.citation
    place = (cited.text_sha256, cited.start, cited.end)
    numbered = numbers.setdefault(place, _cited(len(numbers) + 1, cited))
    yield Block.of("citation", f"[{numbered.number}] {name(cited.text)}")
    path = [*(step for step in map(name, cited.path[:-1]) if step)]
    if cited.page is not None:
        path.append(say(lang, "page", page=cited.page))
    if path:
        yield Block.of("text", " › ".join(path))
    if short:
        yield Block.of("text", say(lang, "export_below"))
    yield Block("quote", tuple(_quote(passage)))


def _quote(passage: Passage) -> Iterator[Run]:
    """The text of the passage, cut where a highlight begins or ends."""
    at = start = passage.citation.start
    for highlight in passage.highlights:
        yield Run(passage.text[at - start : highlight.start - start])
        yield Run(highlight.text, "mark")
        at = highlight.end
    yield Run(passage.text[at - start :])


def _cited(number: int, cited: Citation) -> Cited:
    return Cited(
        *(number, cited.text, cited.source, cited.page, Span(cited.start, cited.end)),
        *(cited.source_sha256, cited.text_sha256),
    )


def _store(answer: Answer, lang: Lang) -> str:
    held = answer.store
    values = {"id": held.id, "model": name(held.model), "clauses": held.clauses}
    return say(lang, "export_store", **values, sentences=held.sentences)
