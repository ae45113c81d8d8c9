"""What the scripts do with what is written behind their names."""

import os
from pathlib import Path

import pytest

from scripts import FOLDER, load_script

PYTHON = sorted(path.name for path in FOLDER.iterdir() if "python" in path.read_text("utf-8")[:30])


@pytest.mark.parametrize("name", PYTHON)
def test_help_does_nothing_but_help(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module = load_script(name, monkeypatch)
    monkeypatch.setattr("sys.argv", [name, "--help"])
    monkeypatch.chdir(tmp_path)
    # Whatever it would run or write, it does not.
    for function in ("subprocess.Popen", "numpy.save", "pathlib.Path.write_text"):
        monkeypatch.setattr(function, lambda *_, **__: pytest.fail("not only help"))
    with pytest.raises(SystemExit) as caught:
        module.main()
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {name}")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("option", ["--stard", "--documents"])
def test_a_benchmark_of_what_is_not_there_is_refused_before_it_begins(
    option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = load_script("bench", monkeypatch)
    monkeypatch.setattr(module, "_run", lambda *_: pytest.fail("it began"))
    with pytest.raises(SystemExit) as caught:
        module.main(["all", option, "/none/here"])
    assert caught.value.code == 2
    assert capsys.readouterr().err.endswith("error: there is no /none/here\n")
