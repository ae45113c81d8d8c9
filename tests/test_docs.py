"""What the documents say of the code is checked against the code."""

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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_module_has_its_line(path: Path) -> None:
    named = {Path(word).name for word in re.findall(r"`([\w/.*]+)`", ARCHITECTURE)}
    room = path.parent.relative_to(ROOT).as_posix() + "/"
    assert any(fnmatch(path.name, word) or fnmatch(path.stem, word) for word in named) or (
        room in ("index/e5/", "bench/runners/") and f"`{room}`" in ARCHITECTURE
    )


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
    texts = [(ROOT / f"requirements{n}.txt").read_text(encoding="utf-8") for n in ("", "-mcp")]
    lines = "\n".join(texts).splitlines()
    names = [re.split("[=;]", line)[0].strip() for line in lines if line and line[0] != "#"]
    assert len(names) > 10
    assert [name for name in names if name not in ARCHITECTURE] == []


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
