"""What programs call: the named endpoints, which give the contract's JSON."""

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import InputError, TiaowenError
from qa.answer import Answer
from qa.assistant import Assistant
from ui.startup import Startup
from ui.wording import say

__all__ = ["endpoints"]


def endpoints(startup: Startup) -> None:
    """Offer the endpoints; called inside the page's `gr.Blocks`, before anything else is wired,
    since the first function of a name gets the endpoint of that name.
    """

    def ask(question: str, top: int = 5, documents: list[str] | None = None) -> dict[str, Any]:
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
        return _called(startup, lambda assistant: assistant.ask(question, top, names))

    def show(label: str, document: str | None = None) -> dict[str, Any]:
        """One clause by its label, as `python -m qa show --json` gives it; `document` is a title,
        or a part of one.
        """
        if not (isinstance(label, str) and (document is None or isinstance(document, str))):
            raise _refused(InputError("label 和 document 应为文字", "label and document are text"))
        return _called(startup, lambda assistant: assistant.show(label, document))

    api(ask, api_name="ask")
    api(show, api_name="show")


def _called(startup: Startup, question: Callable[[Assistant], Answer]) -> dict[str, Any]:
    state = startup.state
    try:
        if state.error:
            raise state.error
        if state.assistant is None:
            raise InputError(say("zh", "not_ready"), say("en", "not_ready"))
        return question(state.assistant).to_json()
    except TiaowenError as error:
        raise _refused(error) from error


def _refused(error: TiaowenError) -> gr.Error:
    """What an API client gets of an error: its one line."""
    return gr.Error(error.zh, print_exception=False)
