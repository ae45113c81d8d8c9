"""What references of a question lead to."""

from dataclasses import dataclass

__all__ = ["Found"]


@dataclass(frozen=True, slots=True)
class Found:
    """`passages`: rows of the store in document order. If a reference has no target, `missing` and
    `missing_en` say which, and what exists, in one line each, whether others have one or not; else
    they are empty.
    """

    passages: tuple[int, ...]
    missing: str
    missing_en: str
