"""Regular expressions that are compiled when they are first used.

To compile all of them takes a good part of the time to a first answer, which needs but some.
"""

import re
from typing import Any, cast

__all__ = ["regex"]


class _Regex:
    """Stands for a compiled pattern until it is used, and has its methods from then on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # of what it has not yet
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for each in dir(compiled):
            if not each.startswith("_"):
                self.__dict__[each] = getattr(compiled, each)
        return getattr(compiled, name)


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(pattern, flags)`, later; what is wrong with the pattern is raised then. For its
    methods and attributes: the functions of `re` do not take it.
    """
    return cast("re.Pattern[str]", _Regex(pattern, flags))
