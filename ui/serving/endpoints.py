"""What programs call: typed functions that give the contract's JSON, and the named Gradio
endpoints made of them. `ui.serving.tools` makes MCP tools of the same, `ui.serving.openapi`
describes them.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from functools import wraps
from typing import Annotated, Any, cast

import gradio as gr
from gradio.events import api
from pydantic import Field

from index.errors import InputError, TiaowenError
from index.versions import versions
from qa.assistant import Assistant
from qa.comparison.compare import compare as compared
from qa.comparison.compare import named
from qa.comparison.comparison import MODES, Mode
from qa.shapes import AnswerJson, ComparisonJson, DocumentsJson
from ui.startup import Startup
from ui.wording import say

__all__ = ["LONGEST", "VERSION", "endpoints", "operations", "stray"]

VERSION = "1.0.0"  # of the interface: the first number changes when a key changes its meaning
LONGEST = 40  # characters of a name that are repeated to whoever sent it
_MOST = 1000  # passages

Question = Annotated[
    str, Field(description="The question in Chinese or English: everyday words, or clause numbers.")
]
Top = Annotated[int, Field(ge=1, le=_MOST, description="The most passages to give.")]
Skip = Annotated[
    int, Field(ge=0, le=_MOST, description="How many of the first passages to leave out.")
]
Titles = Annotated[
    list[str] | None,
    Field(
        description="Titles of the only documents to look in, or parts of these, or of file names."
    ),
]
Label = Annotated[
    str, Field(description="第十二条, （二十一）, 12, 序言, or a citation as `ask` gives it.")
]
Title = Annotated[
    str | None,
    Field(description="The title of the only document to look in, a part of it, or else its file."),
]
Compared = Annotated[
    str, Field(description="A document: its title or its source file, or enough of either.")
]
How = Annotated[
    Mode | None,
    Field(description="versions: clause by clause; statements: sentence by sentence."),
]


def operations(startup: Startup) -> tuple[Callable[..., Any], ...]:
    """The functions that programs may call, by their names; their docstrings are what programs
    are told of them. Each raises TiaowenError for what its caller can mend.
    """

    def ask(
        question: Question, top: Top = 5, documents: Titles = None, skip: Skip = 0
    ) -> AnswerJson:
        """Answer a question from the indexed Chinese documents. Gives the very clauses that answer
        it, verbatim, each with a citation that can be checked, or answered=false with the reason
        where the documents do not answer it. For more, ask again and skip what was given.
        """
        _require(
            (isinstance(question, str) and _is_count(top, 1) and _is_count(skip, 0))
            and (documents is None or _are_texts(documents)),
            f"question 应为文字，top 应为 1 到 {_MOST} 的整数，skip 应为 0 到 {_MOST} 的整数，"
            "documents 应为标题列表",
            f"question is text, top an integer from 1 to {_MOST}, skip one from 0 to {_MOST}, "
            "documents a list of titles",
        )
        given = _opened(startup).ask(question, top, documents or [], skip=skip)
        return cast(AnswerJson, given.to_json())

    def show(label: Label, document: Title = None) -> AnswerJson:
        """Show one clause in full by its label, of each document that has it. Use it to read what
        a citation names; answered=false says which clauses there are instead.
        """
        _require(
            isinstance(label, str) and (document is None or isinstance(document, str)),
            "label 和 document 应为文字",
            "label and document are text",
        )
        return cast(AnswerJson, _opened(startup).show(label, document).to_json())

    def list_documents() -> DocumentsJson:
        """List the indexed documents: title, issuer, date, number of clauses, source file, and the
        SHA-256 that prove which text it is.
        """
        assistant = _opened(startup)
        infos = assistant.documents()
        named = zip(infos, versions(infos), strict=True)
        found = [asdict(info) | {"version": version} for info, version in named]
        listed = {"documents": found, "store": assistant.info.to_json()}
        return cast(DocumentsJson, listed)

    def compare(left: Compared, right: Compared, mode: How = None) -> ComparisonJson:
        """Compare two documents side by side: which clauses of a law were changed, added, removed,
        moved or renumbered, or which statement of one document stands where in the other.
        """
        _require(
            isinstance(left, str) and isinstance(right, str) and mode in (None, *MODES),
            f"left 和 right 应为文字，mode 应为 {' 或 '.join(MODES)}",
            f"left and right are text, mode is {' or '.join(MODES)}",
        )
        store = _opened(startup).store
        found = compared(store, named(store, left), named(store, right), mode)
        return cast(ComparisonJson, found.to_json())

    return ask, show, list_documents, compare


def stray(name: str, given: Iterable[str], known: Collection[str]) -> tuple[str, str] | None:
    """What is told of arguments for an operation that it does not take, in Chinese and in English:
    its caller may think that they counted.
    """
    names = ", ".join(known)
    for each in given:
        if each not in known:
            has = f"只有 {names}" if names else "不收参数"
            takes = f"takes only {names}" if names else "takes no parameters"
            each = each[:LONGEST]
            return (
                f"没有“{each}”这个参数；{name} {has}",
                f"no parameter “{each}”; {name} {takes}",
            )
    return None


def endpoints(startup: Startup) -> None:
    """Offer the operations under their names; called inside the page's `gr.Blocks`, before anything
    else is wired, since the first function of a name gets the endpoint of that name.
    """
    for operation in operations(startup):
        api(_refusing(operation), api_name=operation.__name__)


def _refusing(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The same, with errors as API clients get them: one line."""

    @wraps(operation)
    def called(*arguments: Any) -> Any:
        try:
            return operation(*arguments)
        except TiaowenError as error:
            raise gr.Error(f"{error.zh} ({error.en})", print_exception=False) from error

    return called


def _opened(startup: Startup) -> Assistant:
    """The assistant. Raises TiaowenError while there is none."""
    state = startup.state
    if state.error:
        raise state.error
    if state.assistant is None:
        raise InputError(say("zh", "not_ready"), say("en", "not_ready"))
    return state.assistant


def _require(good: bool, zh: str, en: str) -> None:
    if not good:
        raise InputError(zh, en)


def _is_count(value: object, least: int) -> bool:
    return type(value) is int and least <= value <= _MOST


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
