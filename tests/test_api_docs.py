"""docs/api.md, and the docstrings of the public names of `qa`, are run as they stand."""

import argparse
import doctest
import functools
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import httpx
import pytest
from browser import ROOT, serve, stop
from server import documents

import app
import eval.__main__
import qa
import qa.__main__
from eval.dataset import read
from index.build import build
from qa import shapes
from ui.serving.endpoints import VERSION

GUIDE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
PAGE = "http://127.0.0.1:7860"
FLAGS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
REGULATIONS = """收费条例

第一条 收取铁路货物运输杂费，应当在营业场所公开价目表。

第二条 违反本条例第一条，未公开铁路货物运输杂费价目表的，责令改正。
"""


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(corpus_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples run: with the stores that they name."""
    place = tmp_path_factory.mktemp("api")
    (place / "regulations.txt").write_text(REGULATIONS, encoding="utf-8")
    shutil.copytree(corpus_store, place / "store")
    build([place / "regulations.txt"], place / "regulations")
    return place


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    process, url = serve(folder / "store", "--mcp")
    with httpx.Client(base_url=url, timeout=60) as client:
        documents(client)  # the store is open
    yield url.rstrip("/")
    stop(process)


@pytest.fixture(scope="module")
def load() -> Callable[[str], qa.Assistant]:
    """Opens every store once."""
    opened = qa.Assistant.load
    return functools.cache(lambda store: opened(store))


@pytest.fixture
def here(
    folder: Path, load: Callable[[str], qa.Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In that folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(qa.Assistant, "load", load)


def run_session(session: str, names: dict[str, Any], title: str) -> None:
    """Run what stands after >>> and compare."""
    said = io.StringIO()
    test = doctest.DocTestParser().get_doctest(session, names, title, None, 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    result = runner.run(test, out=said.write)
    assert result.failed == 0, said.getvalue()


@pytest.mark.usefixtures("here")
def test_the_python_of_the_guide_does_what_it_says(address: str) -> None:
    session = "".join(blocks("python")).replace(PAGE, address)
    run_session(session, {}, "docs/api.md")


def test_the_commands_of_the_guide_do_what_they_say(address: str, folder: Path) -> None:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "QA_STORE": str(folder / "store"),
    }
    for block in blocks("console"):
        commands, outputs = session_of(block.replace(PAGE, address))
        script = "\n".join(f"echo '#{i}'; {c}" for i, c in enumerate(commands))
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        said = re.split(r"^#\d+\n", done.stdout, flags=re.MULTILINE)[1:]
        assert len(said) == len(commands)
        for command, got, wanted in zip(commands, said, outputs, strict=True):
            # A summary that is not an answer goes to stderr and is not shown in the guide.
            got = re.sub(r"^\d+ 题；\d+ 行尚未审核\n", "", got, flags=re.MULTILINE).rstrip() + "\n"
            wanted = wanted.rstrip() + "\n"
            good = doctest.OutputChecker().check_output(wanted, got, FLAGS)
            assert good, f"{command}\nwanted\n{wanted}\ngot\n{got}"


def session_of(block: str) -> tuple[list[str], list[str]]:
    """The commands after $ (and > where one goes on), and what each prints."""
    commands: list[str] = []
    outputs: list[str] = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            commands.append(line[2:])
            outputs.append("")
        elif line.startswith("> "):
            commands[-1] += line[2:]
        else:
            outputs[-1] += line
    return commands, outputs


def shape(title: str) -> Any:
    """The JSON below a heading of the guide."""
    found = re.search(rf"### {title}\n.*?```json\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    return json.loads(found[1])


def assert_has_exactly_the_keys_of(value: Any, hint: Any, where: str) -> None:
    if isinstance(value, list):
        (inner,) = get_args(hint)
        for each in value:
            assert_has_exactly_the_keys_of(each, inner, where)
    elif isinstance(value, dict):
        if get_origin(hint) in (Union, UnionType):  # of what may be null
            (hint,) = (each for each in get_args(hint) if each is not NoneType)
        if get_origin(hint) is dict:  # by names that are data
            return
        hints = get_type_hints(hint)
        assert value.keys() == hints.keys(), where
        for key, each in value.items():
            assert_has_exactly_the_keys_of(each, hints[key], f"{where}.{key}")


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ("Answer", shapes.AnswerJson),
        ("Documents", shapes.DocumentsJson),
        ("Comparison", shapes.ComparisonJson),
    ],
)
def test_the_shapes_of_the_guide_are_the_types(title: str, hint: Any) -> None:
    assert_has_exactly_the_keys_of(shape(title), hint, title)


@pytest.mark.usefixtures("here")
def test_answers_have_exactly_the_keys_of_their_types() -> None:
    assistant = qa.Assistant.load("regulations")
    for answer in (assistant.show("第二条"), assistant.show("第一条"), assistant.ask("第九条")):
        assert_has_exactly_the_keys_of(answer.to_json(), shapes.AnswerJson, "Answer")
    cited = assistant.show("第一条").to_json()["passages"][0]
    assert [related["text"] for related in cited["cited_by"]] == ["本条例第一条"]


def test_the_guide_gives_questions_and_the_version() -> None:
    (line,) = [block for block in blocks("json") if '"id": "q001"' in block]
    (question,) = read(line, "docs/api.md")
    assert question.evidence == ("“天府粮仓”示范区",)
    assert f"**Version {VERSION}.**" in GUIDE
    for block in blocks("json"):
        json.loads(block)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", [name for name in qa.__all__ if name != "Reason"])
def test_every_public_name_has_an_example_that_is_true(name: str) -> None:
    public = getattr(qa, name)
    finder = doctest.DocTestFinder(recurse=True)
    names = {each: getattr(qa, each) for each in qa.__all__}
    own = [t for t in finder.find(public, name, globs=names) if t.examples]
    assert own[0].name == name
    for test in own:
        said = io.StringIO()
        result = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=said.write)
        assert result.failed == 0, said.getvalue()


@pytest.mark.usefixtures("here")
def test_the_library_begins_with_a_true_example() -> None:
    run_session(qa.__doc__ or "", {}, "qa")


def test_all_names_are_there_and_no_other_is_public() -> None:
    assert sorted(qa.__all__) == qa.__all__
    assert all(getattr(qa, name) for name in qa.__all__)  # each is imported when it is first used
    assert set(qa.__all__) <= set(dir(qa))
    with pytest.raises(AttributeError, match="has no attribute 'Question'"):
        vars(qa)["__getattr__"]("Question")
    public = {
        name
        for name, value in vars(qa).items()
        if not name.startswith("_") and type(value).__name__ != "module"
    }
    assert public == set(qa.__all__)
    assert all(f"`{name}`" in GUIDE for name in qa.__all__)


def test_importing_the_library_is_cheap() -> None:
    program = (
        # What is imported before a command runs cannot be broken off without a traceback.
        "import sys, app, eval.__main__, qa.__main__;"
        " print({'numpy', 'faiss', 'onnxruntime', 'gradio', 'tqdm'} & set(sys.modules));"
        " qa.Assistant; heavy = {'torch', 'gradio', 'bm25s', 'transformers', 'matplotlib',"
        " 'sentence_transformers', 'fastapi', 'mcp', 'pydantic'} & set(sys.modules); print(heavy)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\nset()\n"


def options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """What a parser's help says of each of its options and commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield f"{parser.prog} {choice.dest}", choice.help or ""
            for command in action.choices.values():
                yield from options(command)
        else:
            yield f"{parser.prog} {action.dest}", action.help or ""


def parsers() -> list[argparse.ArgumentParser]:
    whole = eval.__main__
    return [
        qa.__main__._parser(),
        whole._parser(False),
        whole._parser(True),
        whole._feedback_parser(),
    ]


def test_every_option_is_explained_in_chinese_and_in_english() -> None:
    said = [each for parser in parsers() for each in options(parser)]
    assert len(said) > 25
    missing = [name for name, text in said if not re.search(r"[一-鿿].*[a-z]{3}", text)]
    assert missing == []


def test_the_help_of_the_page_is_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app.main(["--help"])
    text = " ".join(capsys.readouterr().out.split("(options):")[1].split())
    for piece in re.split(r" (?=--?\w)", text):
        words = re.sub(r"--?[\w-]+|[A-Z]+", "", piece)
        if len(words) > 6:
            assert re.search(r"[一-鿿]", words), piece
            assert re.search(r"[a-z]{3}", words), piece
