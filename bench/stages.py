"""How long each stage of a question takes, measured from outside: functions of the product are
wrapped while somebody measures, and are as they were afterwards.
"""

import contextlib
import importlib
import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

__all__ = ["REST", "STAGES", "Clock", "timed"]

# Stage -> the functions whose time is its own, as the modules know them that call them.
STAGES = {
    "reading the question": (
        "qa.assistant:parse",
        "qa.assistant:corrected",
        "qa.assistant:look_up",
    ),
    "encoding": ("qa.assistant:read_queries",),
    "candidates": ("qa.ranking.search:retrieve",),
    "reading and citing": (
        "qa.ranking.search:_passages",
        "qa.assistant:with_related",
        "qa.assistant:with_repeats",
        "qa.assistant:Assistant._stated",
    ),
}
REST = "ranking and the rest"


class Clock:
    """Seconds by stage since the last `reset`. A stage inside another counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def reset(self) -> None:
        """Begin anew."""
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def around(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, its time counted for `stage`."""

        @wraps(function)
        def measured(*arguments: Any, **more: Any) -> Any:
            self._inner.append(0.0)
            start = time.perf_counter()
            try:
                return function(*arguments, **more)
            finally:
                took = time.perf_counter() - start
                self.seconds[stage] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return measured


@contextlib.contextmanager
def timed() -> Iterator[Clock]:
    """A clock that runs while questions are asked in this thread."""
    clock = Clock()
    clock.reset()
    before = []
    try:
        for stage, places in STAGES.items():
            for place in places:
                module, _, path = place.partition(":")
                owner: Any = importlib.import_module(module)
                *outer, name = path.split(".")
                for part in outer:
                    owner = getattr(owner, part)
                function = getattr(owner, name)
                before.append((owner, name, function))
                setattr(owner, name, clock.around(stage, function))
        yield clock
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)
