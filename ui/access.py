"""Who may use the page: names, and files with their passwords, plain or hashed.

python -m ui.access > FILE      asks for a password and prints the line that keeps it hashed
"""

import contextlib
import getpass
import hashlib
import os
import secrets
import stat
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from index.errors import InputError, TiaowenError
from qa.output import Parser, prepare, say

__all__ = ["allowed", "hashed", "read_accounts"]

_SCHEME = "scrypt"
_COST = {"n": 2**14, "r": 8, "p": 1}  # 16 MiB and about 50 ms
_LONGEST = 1024  # bytes of a password file


def read_accounts(accounts: Sequence[str]) -> dict[str, str]:
    """The password lines of users, by name, from pairs USER:FILE. Raises InputError."""
    read = {}
    for account in accounts:
        user, colon, file = account.partition(":")
        if not (user.strip() and colon and file.strip()):
            raise InputError(
                "--auth 应写作 用户名:密码文件，例如 --auth lin:/etc/tiaowen/lin",
                "--auth takes USER:PASSWORD-FILE, such as --auth lin:/etc/tiaowen/lin",
            )
        read[user.strip()] = _password(Path(file.strip()))
    return read


def _password(file: Path) -> str:
    """The one line of a password file that only its owner or group can read."""
    try:
        if os.name == "posix" and file.stat().st_mode & stat.S_IROTH:
            raise InputError(
                f"{file} 人人可读；请先运行 chmod 600 {file}",
                f"everyone can read {file}; first run chmod 600 {file}",
            )
        lines = file.read_bytes()[: _LONGEST + 1].decode("utf-8").splitlines()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"无法读取密码文件 {file}（{reason}）；请检查路径和权限",
            f"cannot read the password file {file} ({reason}); check path and permissions",
        ) from None
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 1 or not lines[0] or len(lines[0]) > _LONGEST or not _is_sound(lines[0]):
        raise InputError(
            f"密码文件 {file} 应只有一行：密码，或 python -m ui.access 给出的一行",
            f"the password file {file} should hold one line: a password, or what"
            " python -m ui.access prints",
        )
    return lines[0]


def _is_sound(line: str) -> bool:
    """Whether a line that looks hashed is whole."""
    if not line.startswith(f"{_SCHEME}$"):
        return True
    parts = line.split("$")
    return len(parts) == 3 and all(_bytes(part) for part in parts[1:])


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def hashed(password: str, salt: bytes | None = None) -> str:
    """The line that keeps a password without telling it."""
    salt = salt or secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(errors="surrogateescape"), salt=salt, **_COST)
    return f"{_SCHEME}${salt.hex()}${digest.hex()}"


def allowed(accounts: Mapping[str, str]) -> Callable[[str, str], bool]:
    """Whether a user has this password; takes the same time whoever is asked about."""
    lines = {user: _kept(line) for user, line in accounts.items()}
    nobody = hashed(secrets.token_hex())

    def may(user: str, password: str) -> bool:
        line = lines.get(user, nobody)
        given = hashed(password, _bytes(line.split("$")[1]))
        return secrets.compare_digest(given, line) and user in lines

    return may


def _kept(line: str) -> str:
    return line.lower() if line.startswith(f"{_SCHEME}$") else hashed(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask for a password twice and print its line."""
    prepare()
    parser = Parser(
        prog="python -m ui.access",
        description="询问密码，给出存其散列的一行。"
        " (Ask for a password, and print the line that keeps it hashed.)",
        add_help=False,
    )
    parser.add_argument("-h", "--help", action="help", help="显示这份说明 (show this help)")
    parser.parse_args(arguments)
    # Without a terminal the password is read as it comes: told by getpass in a line of its own.
    warnings.simplefilter("ignore", getpass.GetPassWarning)
    try:
        first = getpass.getpass("密码 (password): ")
        same = bool(first) and getpass.getpass("再输一次 (again): ") == first
    except (EOFError, KeyboardInterrupt):
        sys.stderr.write("\n没有输入密码 (no password was entered)\n")
        return 2
    if not same:
        sys.stderr.write("两次输入不同，或为空 (empty, or not the same)\n")
        return 2
    _close_to_others()
    try:
        say(hashed(first))
    except TiaowenError as error:
        sys.stderr.write(f"{error.zh} ({error.en})\n")
        return 2
    return 0


def _close_to_others() -> None:
    """Let nobody else read the file that the line is written to, which a shell has made: it would
    be refused.
    """
    with contextlib.suppress(OSError, AttributeError):  # stdout may be closed
        mode = os.fstat(sys.stdout.fileno()).st_mode
        if os.name == "posix" and stat.S_ISREG(mode):
            os.fchmod(sys.stdout.fileno(), stat.S_IMODE(mode) & ~(stat.S_IRWXG | stat.S_IRWXO))


if __name__ == "__main__":
    sys.exit(main())
