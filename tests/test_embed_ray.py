"""What scripts/embed_ray leaves for the build; its nodes are in this process, without Ray."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from fake_reader import FakeReader
from stores import LAW, RULES, write

import index.build
import index.embedded
from index.places import build, open_store
from scripts import load_script


@pytest.fixture
def ray(reader: FakeReader, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    script = load_script("embed_ray", monkeypatch)
    monkeypatch.setattr(script, "load_encoder", lambda *_: reader)

    def embedded(
        items: list[dict[str, str]], model: str, with_tokens: bool, _address: str
    ) -> Iterator[dict[str, Any]]:
        node = script.Embedder(model, with_tokens)
        for start in range(0, len(items), 3):
            batch = items[start : start + 3]
            yield node({name: np.array([item[name] for item in batch]) for name in ("key", "text")})

    monkeypatch.setattr(script, "_embedded", embedded)
    return script


def test_the_build_finds_everything_there(
    ray: ModuleType, reader: FakeReader, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", {"law.txt": LAW, "rules.txt": RULES})
    plain = build([folder], tmp_path / "plain")
    whole = reader.encoded[:]
    reader.encoded.clear()
    store = tmp_path / "store"
    done, known = ray.embed([folder], str(store), None, "here")
    assert (done, known) == (len(reader.encoded), 0) == (plain.embedded, 0)
    assert set(reader.encoded) <= set(whole)
    assert ray.embed([folder], str(store), None, "here") == (0, done)
    reader.encoded.clear()
    assert build([folder], store).embedded == 0
    ours, theirs = open_store(store).tokens, open_store(tmp_path / "plain").tokens
    assert ours is not None
    assert theirs is not None
    assert np.array_equal(ours.codes, theirs.codes)
    # What a store has is known, and a text more is embedded alone.
    write(tmp_path / "in", {"more.txt": "细则\n\n第一条 自公布之日起施行。\n"})
    assert ray.embed([folder], str(store), None, "here") == (2, done)


def test_a_store_that_lacks_tokens_gets_them(
    ray: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", {"rules.txt": RULES})
    with monkeypatch.context() as few:
        few.setattr(index.embedded, "MOST_SENTENCES", 0)
        build([folder], tmp_path / "store")
    store = open_store(tmp_path / "store")
    done, _ = ray.embed([folder], str(tmp_path / "store"), None, "here")
    assert done == len(store.sentences)
    assert build([folder], tmp_path / "store").embedded == 0
    assert open_store(tmp_path / "store").tokens is not None


def test_a_store_that_no_build_takes_over_is_none(ray: ModuleType, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"rules.txt": RULES})
    build([folder], tmp_path / "store")
    manifest = next((tmp_path / "store" / "builds").glob("*/manifest.json"))
    manifest.write_text(manifest.read_text().replace('"format": ', '"format": 9'))
    done, known = ray.embed([folder], str(tmp_path / "store"), None, "here")
    assert (done > 0, known) == (True, 0)


def test_without_ray_or_a_cluster_one_line_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = load_script("embed_ray", monkeypatch)
    monkeypatch.setattr(script, "load_encoder", lambda *_: FakeReader())
    folder = write(tmp_path / "in", {"law.txt": LAW})
    away = ModuleType("ray")
    vars(away)["init"] = _no_cluster
    for module, words in ((None, "Ray is not installed"), (away, "cannot join the Ray cluster")):
        monkeypatch.setitem(sys.modules, "ray", module)
        assert script.main([str(folder), "--store", str(tmp_path / "store")]) == 2
        said = capsys.readouterr().err
        assert said.startswith(words)
        assert said.count("\n") == 1


def _no_cluster(*_: object, **__: object) -> None:
    raise ConnectionError("could not find any running Ray instance")
