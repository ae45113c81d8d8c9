"""Questions -> answers with citations, as a library.

>>> from qa import Assistant
>>> answer = Assistant.load("store").ask("四川要建哪些铁路？")
>>> answer.passages[0].citation.label
'（十四）'

What a name of `__all__` means does not change without a new major version. None of the errors is a
defect: each is one line that says what to do, in Chinese (`zh`) and in English (`en`).
"""

# Each name is imported when it is first used: `python -m qa` imports this before anything else, and
# whoever breaks it off then, or asks for its help, need not wait for what answers questions.
import importlib
import typing

if typing.TYPE_CHECKING:
    from index.errors import InputError, ModelError, SourceError, StoreError, TiaowenError
    from qa.answer import Answer, Citation, Highlight, Passage, Reason, Related, StoreInfo, verify
    from qa.assistant import Assistant

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Highlight",
    "InputError",
    "ModelError",
    "Passage",
    "Reason",
    "Related",
    "SourceError",
    "StoreError",
    "StoreInfo",
    "TiaowenError",
    "verify",
]


def __getattr__(name: str) -> typing.Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "index.errors" if name.endswith("Error") else "qa.answer"
    value = getattr(importlib.import_module("qa.assistant" if name == "Assistant" else home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
