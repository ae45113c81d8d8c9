"""What a process of its own does in the tests; in a module that is imported there in no time."""

import os
import time
from collections.abc import Callable

from index.errors import InputError


def double(tell: Callable[[int], None], number: int) -> int:
    tell(number)
    return 2 * number


def fail(_number: int) -> None:
    raise InputError("不行", "no")


def die(_number: int) -> None:
    os._exit(3)


def wait(tell: Callable[[int], None], number: int) -> None:
    tell(number)
    time.sleep(600)
