"""Every string of the page, in Chinese and in English; each tab's own are in `ui/words/`."""

from typing import Literal

from ui.words import ask, compare, documents, evaluate, page, read

__all__ = ["TEXT", "WORDS", "Lang", "say"]

Lang = Literal["zh", "en"]

# No key is in two of these.
WORDS = (page.WORDS, ask.WORDS, read.WORDS, documents.WORDS, compare.WORDS, evaluate.WORDS)

TEXT: dict[Lang, dict[str, str]] = {
    "zh": {key: text for words in WORDS for key, text in words["zh"].items()},
    "en": {key: text for words in WORDS for key, text in words["en"].items()},
}


def say(lang: Lang, key: str, **values: object) -> str:
    """The string `key` in language `lang`, with `values` filled in."""
    return TEXT[lang][key].format(**values)
