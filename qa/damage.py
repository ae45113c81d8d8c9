"""A damaged store is told from a defect of the program."""

import functools
import sqlite3
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numpy as np

from index.errors import damaged
from index.store import Store

__all__ = ["told_from_defects"]

# What is raised where figures, rows or JSON are not what was written.
_TROUBLE = (ArithmeticError, LookupError, RuntimeError, ValueError, sqlite3.Error)

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def told_from_defects(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """The same function of a store, or method of what has one, which raises StoreDamaged if it
    fails over a file that is not as it was written. Large files are not hashed when a store is
    opened; now that something is wrong, they are.
    """

    @functools.wraps(function)
    def told(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # a search finds out what is wrong
                return function(*args, **kwargs)
        except _TROUBLE as error:
            first: Any = args[0] if args else kwargs["store"]
            store: Store = getattr(first, "store", first)
            if faults := store.verify():
                raise damaged(store.place, "、".join(faults), ", ".join(faults)) from error
            raise

    return told
