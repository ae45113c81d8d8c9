"""What the documents say of the code is checked against the code."""

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from index.readers import SUFFIXES

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
READMES = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
}
MODULES = sorted(
    path
    for room in ("index", "qa", "ui", "eval", "bench")
    for path in (ROOT / room).rglob("*.py")
    if path.name != "__init__.py"
)


SCRIPTS = sorted(
    path
    for path in (ROOT / "scripts").iterdir()
    if path.is_file() and b"python" in path.read_bytes()[:40]
)


def described() -> list[str]:
    """What the lines of the table of rooms are about, as patterns of paths. A name without a
    folder lies in that of the name before it, or in the folder that the line is about.
    """
    found = []
    for first, second in re.findall(r"^\| (`[^|]+) \| ([^|]+) \|$", ARCHITECTURE, re.MULTILINE):
        names = re.findall(r"`([\w/.*]+)`", first)
        folder = names[0].rpartition("/")[0]
        found += [name if "/" in name else f"{folder}/{name}" for name in names]
        if names[0].endswith("/"):
            found += [names[0] + name for name in re.findall(r"`([\w.*]+)`", second)]
    return found


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=lambda path: path.stem)
def test_every_module_has_its_line(path: Path) -> None:
    name, lines = path.relative_to(ROOT).as_posix(), described()
    whole = {"index/e5/", "bench/runners/", "ui/words/"} & set(lines)  # with all that is in them
    assert len(whole) == 3
    assert name.startswith(tuple(whole)) or any(
        fnmatch(name, line) or fnmatch(name, f"{line}.py") for line in lines
    )


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS, ROOT / "app.py"], ids=lambda path: path.stem)
def test_functions_stay_under_60_lines(path: Path) -> None:
    lengths = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length >= 60} == {}


# The folders of a room stand on each other too: what each may import of its room.
FLOORS = {
    "qa/question": "question",
    "qa/lookup": "question|lookup",
    "qa/ranking": "question|lookup|ranking|answer|cite",
    "qa/comparison": "question|comparison|cite|damage",
    "ui/serving": "serving|startup|wording",
}


@pytest.mark.parametrize("folder", FLOORS)
def test_folders_import_downwards(folder: str) -> None:
    room = folder.partition("/")[0]
    upwards = re.compile(
        rf"^\s*(?:from|import) {room}\.(?!(?:{FLOORS[folder]})\b).*$", re.MULTILINE
    )
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / folder).glob("*.py")]
    assert len(texts) > 4
    assert [line for text in texts for line in upwards.findall(text)] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ui/assets").rglob("*.js")), ids=lambda path: path.stem
)
def test_scripts_of_the_page_stay_under_400_lines(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") < 400


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_stay_under_400_lines_and_import_downwards(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") < 400
    room = path.relative_to(ROOT).parts[0]
    above = {
        "index": "qa|ui|eval|bench|app",
        "qa": "ui|eval|bench|app",
        "ui": "bench|app",
        "eval": "ui|bench|app",
        "bench": "ui|app",
    }[room]
    assert not re.search(rf"^\s*(?:from|import) (?:{above})\b", text, re.MULTILINE)


def test_every_dependency_has_its_line() -> None:
    texts = [
        (ROOT / f"requirements{n}.txt").read_text(encoding="utf-8") for n in ("", "-mcp", "-dev")
    ]
    lines = "\n".join(texts).splitlines()
    names = [re.split("[=;]", line)[0].strip() for line in lines if line and line[0] not in "#-"]
    assert len(names) > 10
    part = ARCHITECTURE.partition("\n## Dependencies\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE)
    words = {word for cell in told for word in re.findall(r"[\w-]+", cell)}
    assert [name for name in names if name not in words] == []


def test_every_version_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-mcp.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith(("#", "-r ")) or "==" in line, line


def test_both_readmes_give_the_same_commands_and_figures() -> None:
    def commands(text: str) -> list[str]:
        blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
        return [re.sub("my-documents|我的文件|FOLDER|文件夹", "X", line) for line in lines if line]

    def figures(text: str) -> list[str]:
        return re.findall(r"\| (\.\d\d) ", text)

    english, chinese = READMES.values()
    assert commands(english) == commands(chinese)
    assert figures(english) == figures(chinese) != []
    assert english.count("\n## ") == chinese.count("\n## ")


def test_the_readmes_name_every_format() -> None:
    for text in READMES.values():
        assert all(word in text for word in (".docx", ".pdf", ".html", ".zip"))
    assert {".docx", ".pdf", ".html", ".txt", ".md"} <= set(SUFFIXES)


def test_screenshots_are_there() -> None:
    for name in ("screenshot-1280.png", "screenshot-390.png"):
        assert (ROOT / "docs" / name).read_bytes().startswith(b"\x89PNG")
