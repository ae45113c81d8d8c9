"""What the command lines print: answers on stdout, everything else on stderr, a line each.

Of `python -m qa` and `python -m eval`: their usage errors, their output, and what ends them.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from index.errors import TiaowenError
from index.patterns import regex

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

__all__ = [
    *("BAD_INPUT", "INTERRUPTED", "Parser", "dumps", "inline", "is_broken_off", "nonempty", "path"),
    *("place", "prepare", "readable", "run", "say", "warn"),
]

BAD_INPUT = 2
INTERRUPTED = 130
_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # but line feed and tab
_UNKNOWN, _MISSING = "unrecognized arguments: ", "the following arguments are required: "
_USAGE = (
    (_MISSING, "缺少 "),
    (_UNKNOWN, "没有这样的选项："),
    ("expected one argument", "后面缺少内容"),
    ("invalid choice: ", "没有这一项："),
    ("choose from ", "可用："),
    ("ambiguous option: ", "选项不完整："),
    (" could match ", " 可以是 "),
    ("ignored explicit argument ", "后面不带内容，不能写 "),
    ("argument ", ""),
)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and whose help is written like any output."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._positionals.title, self._optionals.title = "参数 (arguments)", "选项 (options)"
        self._in_english = False
        self._words: list[str] = []

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does, but noting first which language is asked for, in which to tell that
        the arguments are wrong.
        """
        words = sys.argv[1:] if args is None else list(args)
        asked = [*words, ""]
        self._in_english = "--lang=en" in words or ("--lang", "en") in pairwise(asked)
        self._words = words
        return super().parse_known_args(words, namespace)

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the arguments, and end the program."""
        given = message.removeprefix(_UNKNOWN)
        is_split = given != message and not given.startswith("-") and " -" not in given
        is_dashed = message.startswith(_MISSING) and any(map(self._is_unknown, self._words))
        if self._in_english:
            hint = "; put what holds spaces in quotation marks" if is_split else ""
            hint += "; put what begins with - behind --" if is_dashed else ""
            warn(f"wrong usage: {message}{hint}; see {self.prog} --help")
            self.exit(BAD_INPUT)
        if is_split:
            message = f"多出 {given}（内容有空格的，请加引号）"
        for english, chinese in _USAGE:
            message = message.replace(english, chinese)
        message += "（以 - 开头的内容，请写在 -- 后面）" if is_dashed else ""
        warn(f"用法有误（wrong usage）：{message}；用法见 {self.prog} --help")
        self.exit(BAD_INPUT)

    def _is_unknown(self, word: str) -> bool:
        """Whether a word looks like an option, and is none."""
        return word.startswith("-") and word.split("=")[0] not in self._option_string_actions

    def print_help(self, file: "SupportsWrite[str] | None" = None) -> None:
        """Print the help on `file`, or on stdout."""
        if file is not None:
            return super().print_help(file)
        try:
            say(self.format_help().rstrip("\n"))
        except TiaowenError as error:
            warn(f"{error.zh} ({error.en})")
            self.exit(BAD_INPUT)


def place(text: str) -> str:
    """An argument that names a place: an empty one, as of a variable that is not set, would be the
    working directory.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError(
            "路径是空的；当前文件夹写作 . (an empty path; the working directory is .)"
        )
    return text


def path(text: str) -> Path:
    """The same for a path."""
    return Path(place(text))


def nonempty(text: str) -> str:
    """An argument that names something: an empty one would be as if it had not been given."""
    if not text.strip():
        raise argparse.ArgumentTypeError(
            "名称是空的；不需要就不写这一项 (an empty name; leave the option out if not needed)"
        )
    return text


def prepare() -> None:
    """Make stdout and stderr fit for what is printed."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that lacks a character shows its code
        sys.stdout.reconfigure(errors="backslashreplace")
    if sys.stdout is None or sys.stderr is None:
        # Closed: no file of a store may get their numbers, to which libraries write.
        number = 0
        while number <= 2:
            number = os.open(os.devnull, os.O_RDWR)
        os.close(number)
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def run(command: Callable[[], int], lang: str, interrupted: tuple[str, str]) -> int:
    """The exit code of a command. What a user can cause is told in one line, in `lang`;
    `interrupted` is the line when the command is broken off, in Chinese and in English.
    """
    try:
        return command()
    except KeyboardInterrupt:
        (zh, en), code = interrupted, INTERRUPTED
    except Exception as error:
        if is_broken_off(error):
            (zh, en), code = interrupted, INTERRUPTED
        elif isinstance(error, TiaowenError):
            (zh, en), code = (error.zh, error.en), BAD_INPUT
        elif isinstance(error, OSError):
            (zh, en), code = _about_a_file(error), BAD_INPUT
        else:
            raise
    warn(zh if lang == "zh" else en)
    return code


def is_broken_off(error: BaseException | None) -> bool:
    """Whether an interruption is behind an error: a library that is broken off while it is loaded
    says that it cannot be loaded.
    """
    seen: list[BaseException] = []  # a chain may lead back to itself
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return any(isinstance(each, KeyboardInterrupt) for each in seen)


def _about_a_file(error: OSError) -> tuple[str, str]:
    """What is told of a file that no better line names."""
    reason, place = error.strerror or str(error), error.filename
    return (
        f"无法读写{f' {place}' if place else '文件'}（{reason}）；请检查路径和权限",
        f"cannot read or write {place or 'a file'} ({reason}): check path and permissions",
    )


def say(text: str) -> None:
    """Print on stdout. Raises TiaowenError if that cannot be done; if nobody reads it any more,
    which is no error, the program ends.
    """
    if sys.stdout is None:
        raise TiaowenError("无法输出：标准输出已关闭", "cannot write: stdout is closed")
    try:
        print(text, flush=True)
    except OSError as error:  # a full disk, or a pipe whose reader has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        if isinstance(error, BrokenPipeError):
            sys.exit(0)
        reason = error.strerror or str(error)
        raise TiaowenError(f"无法输出：{reason}", f"cannot write: {reason}") from error


def warn(line: str) -> None:
    """Print one line on stderr."""
    print(" ".join(_CONTROL.sub(" ", line).split()), file=sys.stderr)


def readable(text: str) -> str:
    """`text` without what makes a terminal do something."""
    return _CONTROL.sub("\ufffd", text)


def inline(name: str) -> str:
    """A name on one line: those of files may hold line breaks."""
    return name.replace("\n", "\ufffd")


def dumps(value: Any, indent: int | None = None) -> str:
    """`value` as JSON in characters that stdout has."""
    encoding = getattr(sys.stdout, "encoding", None) or ""  # stdout may be closed
    ascii_only = encoding.lower().replace("-", "") != "utf8"
    return json.dumps(value, ensure_ascii=ascii_only, indent=indent)
