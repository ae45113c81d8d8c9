"""Questions -> answers with citations. `Assistant.load(store).ask(question)` is the whole API."""

from qa.answer import Answer, Citation, Highlight, Passage, StoreInfo, verify
from qa.assistant import Assistant

__all__ = ["Answer", "Assistant", "Citation", "Highlight", "Passage", "StoreInfo", "verify"]
