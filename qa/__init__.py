"""Questions -> answers with citations, as a library.

>>> from qa import Assistant
>>> answer = Assistant.load("store").ask("四川要建哪些铁路？")
>>> answer.passages[0].citation.label
'（十四）'

What a name of `__all__` means does not change without a new major version. None of the errors is a
defect: each is one line that says what to do, in Chinese (`zh`) and in English (`en`).
"""

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
