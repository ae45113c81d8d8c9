import errno
import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import LAW, RULES, fake_build, forbid, write

import index.checksums
import index.store
from index.errors import (
    StoreDamaged,
    StoreError,
    StoreMismatch,
    StoreMissing,
    StoreUnreachable,
    StoreVersion,
)
from index.store import Manifest, Store, build_id, open_store
from qa.assistant import Assistant
from qa.comparison.compare import compare

FILES = [
    "background.json",
    "catalogue.sqlite",
    "elsewhere.npy",
    "lexical_keys.npy",
    "lexical_most.npy",
    "lexical_rows.npy",
    "lexical_start.npy",
    "lexical_values.npy",
    "passages.npy",
    "sentences.faiss",
    "sentences.npy",
    "sentences_keys.npy",
    "sounds.npy",
    "terms_keys.npy",
    "terms_rows.npy",
    "terms_start.npy",
    "windows.faiss",
    "windows.npy",
    "windows_keys.npy",
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    sources = write(folder / "laws", {"law.txt": LAW, "rules.txt": RULES})
    fake_build([sources], folder / "store")
    return folder / "store"


@pytest.fixture
def store(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "store")
    return tmp_path / "store"


def build_of(store: Path) -> Path:
    return store / "builds" / (store / "CURRENT").read_text()


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def edit_manifest(store: Path, **changes: object) -> None:
    """Change the manifest, and give the build the id that goes with it."""
    build = build_of(store)
    data = json.loads((build / "manifest.json").read_text()) | changes
    data["id"] = build_id(data["fingerprint"], data["files"])
    (build / "manifest.json").write_text(json.dumps(data))
    (store / "CURRENT").write_text(data["id"])
    if build.name != data["id"]:
        build.rename(build.with_name(data["id"]))


def refused(store: Path, kind: type[StoreError], *words: str) -> None:
    """Opening fails with exactly this error, which names the place, `words` and the remedy."""
    with pytest.raises(StoreError) as caught:
        open_store(store)
    error = caught.value
    assert type(error) is kind
    for line in (error.zh, error.en):
        assert "\n" not in line
        assert str(store) in line
        assert "python -m qa index" in line
        assert f"--store {store}" in line
        assert all(word in line for word in words)


def test_a_sound_store_opens_and_verifies(sound: Path) -> None:
    store = open_store(sound)
    assert store.verify() == []
    assert sorted(store.manifest.files) == FILES
    assert [d.title for d in store.documents] == ["测试条例", "收费办法"]
    assert (store.manifest.counts.clauses, len(store.passages)) == (7, 7)
    assert store.text(hashlib.sha256(RULES.encode()).hexdigest()) == RULES


def test_each_passage_knows_its_rows(sound: Path) -> None:
    store = open_store(sound)
    for table, start in (
        (store.sentences, store.sentence_start),
        (store.windows, store.window_start),
    ):
        for passage in range(len(store.passages)):
            assert set(table[start[passage] : start[passage + 1], 0]) == {passage}
        assert start[-1] == len(table)


@pytest.mark.parametrize("name", FILES)
def test_an_altered_byte_is_found_in_every_file(store: Path, name: str) -> None:
    path = build_of(store) / name
    flip(path, path.stat().st_size * 2 // 3)
    refused(store, StoreDamaged, name)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_found(store: Path, name: str) -> None:
    path = build_of(store) / name
    path.write_bytes(path.read_bytes()[:-1])
    refused(store, StoreDamaged, name)


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_file_is_found(store: Path, name: str) -> None:
    (build_of(store) / name).unlink()
    refused(store, StoreDamaged, name)


def test_damage_in_files_too_large_to_hash_is_found_by_verify(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", 0)
    flip(build_of(store) / "sentences.faiss", -1)
    assert open_store(store).verify() == ["sentences.faiss"]


@pytest.mark.parametrize("name", ["catalogue.sqlite", "passages.npy", "sentences.npy"])
@pytest.mark.parametrize("at", [0, -1])  # 0: it cannot even be opened
def test_what_citations_are_made_from_is_hashed_however_large_it_is(
    store: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", 0)
    flip(build_of(store) / name, at)
    refused(store, StoreDamaged, name)


@pytest.mark.parametrize(("at", "bit"), [(74, 3), (21, 4)])  # a bracket that is not closed, a comma
def test_a_table_whose_head_cannot_be_read_is_damage(
    store: Path, monkeypatch: pytest.MonkeyPatch, at: int, bit: int
) -> None:
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", 0)
    path = build_of(store) / "windows.npy"
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)
    refused(store, StoreDamaged)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["lexical_rows.npy", "lexical_values.npy", "sentences.faiss"])
def test_damage_that_is_met_by_a_question_is_told(
    store: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", 0)
    path = build_of(store) / name
    before = path.read_bytes()
    path.write_bytes(before[:128] + b"\xff\xff\xff\x7f" * ((len(before) - 128) // 4))
    path.write_bytes(path.read_bytes().ljust(len(before), b"\x7f"))
    assistant = Assistant(open_store(store), FakeEncoder())
    with pytest.raises(StoreDamaged, match=f"已损坏（{name}）"):
        assistant.ask("收费应当怎样公开")


def test_damage_that_is_met_by_a_lookup_or_a_comparison_is_told(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(open_store(store), FakeEncoder())
    path = build_of(store) / "catalogue.sqlite"
    flip(path, -1)

    def malformed(*_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    for name in ("numbered", "clauses", "document"):
        monkeypatch.setattr(assistant.store.catalogue, name, malformed)
    for call in (
        lambda: assistant.show("第二条"),
        lambda: assistant.read(0),
        lambda: compare(assistant.store, 0, 1),
    ):
        with pytest.raises(StoreDamaged, match=r"已损坏（catalogue\.sqlite）"):
            call()


def test_a_defect_of_the_program_is_not_called_damage(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant = Assistant(open_store(store), FakeEncoder())
    monkeypatch.setattr(assistant.store.catalogue, "numbered", [].__getitem__)
    with pytest.raises(TypeError):
        assistant.show("第二条")


def test_a_database_that_sqlite_cannot_read_is_damage(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", 0)
    path = build_of(store) / "catalogue.sqlite"
    path.write_bytes(b"x" * path.stat().st_size)
    refused(store, StoreDamaged)


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_altered_manifest_is_refused_or_means_the_same(store: Path, at: int, bit: int) -> None:
    path = build_of(store) / "manifest.json"
    before = path.read_bytes()
    expected = open_store(store).manifest
    data = bytearray(before)
    data[at % len(data)] ^= 1 << bit
    path.write_bytes(data)
    try:
        found = open_store(store).manifest
    except (StoreDamaged, StoreVersion):
        pass
    else:
        # A model of another name is another model, which `check_model` tells by its fingerprint.
        assert found == Manifest(
            *(expected.format, expected.id, found.model, expected.fingerprint),
            *(expected.dimension, expected.counts, expected.files, expected.texts),
        )
    finally:
        path.write_bytes(before)


NOTHING_ELSE = json.dumps({"format": index.store.FORMAT})


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "null", "3", "{", "\ufeff{}", NOTHING_ELSE]
    + ["[" * 100_000, '{"format": ' * 100_000],
)
def test_a_manifest_of_garbage_is_damage(store: Path, content: str) -> None:
    (build_of(store) / "manifest.json").write_text(content)
    refused(store, StoreDamaged, "manifest.json")


def test_a_manifest_that_is_no_text_is_damage(store: Path) -> None:
    (build_of(store) / "manifest.json").write_bytes(b"\xff\xfe\x00")
    refused(store, StoreDamaged, "manifest.json")


@pytest.mark.parametrize("number", [1, index.store.FORMAT + 1])
def test_a_store_of_another_format_is_refused(store: Path, number: int) -> None:
    edit_manifest(store, format=number)
    refused(store, StoreVersion, str(number), str(index.store.FORMAT))


@pytest.mark.parametrize(
    "change",
    [
        {"format": str(index.store.FORMAT)},
        {"format": float(index.store.FORMAT)},
        {"format": None},
        {"model": 5},
        {"model": None},
        {"model": []},
        {"fingerprint": 5},
        {"files": []},
        {"files": {"passages.npy": [float("inf"), ""]}},
        {"counts": 5},
    ],
)
def test_a_manifest_of_other_values_is_damage(store: Path, change: dict[str, object]) -> None:
    path = build_of(store) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    refused(store, StoreDamaged, "manifest.json")


@pytest.mark.parametrize("content", [b"", b"0000", b"\xff\xff", b"a\0b", b"../..", b"a\nb", b"/"])
def test_a_pointer_to_nothing_is_damage(store: Path, content: bytes) -> None:
    (store / "CURRENT").write_bytes(content)
    refused(store, StoreDamaged)


def test_a_pointer_that_is_a_folder_is_damage(store: Path) -> None:
    (store / "CURRENT").unlink()
    (store / "CURRENT").mkdir()
    refused(store, StoreDamaged, "CURRENT")


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "tokens.npy", "windows.faiss"])
@pytest.mark.parametrize("hashed", [0, index.checksums._HASHED_WHEN_OPENED])
def test_what_cannot_be_read_is_no_damage(
    store: Path, monkeypatch: pytest.MonkeyPatch, name: str, hashed: int
) -> None:
    (build_of(store) / "tokens.npy").write_bytes(b"four")
    files = json.loads((build_of(store) / "manifest.json").read_text())["files"]
    edit_manifest(store, files=files | {"tokens.npy": [4, hashlib.sha256(b"four").hexdigest()]})
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", hashed)
    forbid(monkeypatch, name)
    with pytest.raises(StoreUnreachable) as caught:
        open_store(store)
    reason = f"（{name}: {os.strerror(errno.EACCES)}）"
    assert caught.value.zh.startswith(f"无法读取索引 {store}{reason}；请检查路径和权限")
    assert caught.value.en.startswith(f"cannot read the store {store} ({name}: ")


def test_a_text_that_cannot_be_read_is_no_damage(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, digest = open_store(store), hashlib.sha256(RULES.encode()).hexdigest()
    forbid(monkeypatch, f"{digest}.txt")
    for read in (opened.verify, lambda: opened.text(digest)):
        with pytest.raises(StoreUnreachable, match=rf"{digest}\.txt: "):
            read()


def test_a_build_under_another_name_is_damage(store: Path) -> None:
    build_of(store).rename(store / "builds" / "another")
    (store / "CURRENT").write_text("another")
    refused(store, StoreDamaged, "manifest.json")


@pytest.mark.parametrize(
    "count", ["sources", "documents", "clauses", "passages", "windows", "sentences"]
)
def test_a_count_that_does_not_hold_is_damage(store: Path, count: str) -> None:
    counts = json.loads((build_of(store) / "manifest.json").read_text())["counts"]
    edit_manifest(store, counts=counts | {count: counts[count] + 1})
    refused(store, StoreDamaged, f"{counts[count]}", f"{counts[count] + 1}")


@pytest.mark.parametrize("change", [{"dimension": 255}, {"texts": []}, {"texts": ["0" * 64]}])
def test_a_manifest_that_does_not_fit_the_data_is_damage(
    store: Path, change: dict[str, object]
) -> None:
    edit_manifest(store, **change)
    refused(store, StoreDamaged, "manifest.json")


def test_a_folder_without_a_store_is_told_apart_from_a_damaged_one(tmp_path: Path) -> None:
    refused(tmp_path, StoreMissing)
    refused(tmp_path / "none", StoreMissing)


def test_a_remedy_can_be_pasted_when_the_folder_has_a_space(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing) as caught:
        open_store(tmp_path / "my store")
    assert f"--store '{tmp_path}/my store'" in caught.value.zh


def test_a_store_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="是文件，不是索引文件夹") as caught:
        open_store(tmp_path / "file")
    assert "is a file, not a store folder" in caught.value.en
    refused(tmp_path / "file" / "below", StoreMissing)


def test_a_name_too_long_for_the_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="无法读取索引"):
        open_store(tmp_path / ("长" * 200))


def test_an_altered_text_is_found_when_it_is_quoted(store: Path) -> None:
    digest = hashlib.sha256(RULES.encode()).hexdigest()
    path = store / "texts" / f"{digest}.txt"
    path.write_text(RULES.replace("十年", "百年"), encoding="utf-8")
    opened = open_store(store)
    with pytest.raises(StoreDamaged, match="被改动过") as caught:
        opened.document(1)
    assert f"python -m qa index PATH --store {store}" in caught.value.en
    assert opened.verify() == [f"texts/{digest}.txt"]
    assert opened.document(0).title == "测试条例"


def test_a_text_that_went_with_a_build_is_not_called_damage(
    tmp_path: Path, sound: Path, store: Path
) -> None:
    """A program that has a store open, which others build anew twice."""
    opened = open_store(store)
    law, rules = (hashlib.sha256(text.encode()).hexdigest() for text in (LAW, RULES))
    fake_build([], store, remove=[sound.parent / "laws" / "rules.txt"])
    fake_build([write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})], store)
    assert opened.text(law) == LAW
    for read in (lambda: opened.text(rules), opened.verify):
        with pytest.raises(StoreError, match=r"已经换成新的.*请重新打开") as caught:
            read()
        assert not isinstance(caught.value, StoreDamaged)
        assert "was replaced" in caught.value.en
    assert open_store(store).verify() == []


def test_a_missing_text_is_found(store: Path) -> None:
    digest = hashlib.sha256(LAW.encode()).hexdigest()
    (store / "texts" / f"{digest}.txt").unlink()
    opened = open_store(store)
    assert opened.verify() == [f"texts/{digest}.txt"]
    with pytest.raises(StoreDamaged, match=f"缺少 {digest}"):
        opened.text(digest)


def test_a_store_of_another_model_is_refused(sound: Path) -> None:
    other = FakeEncoder()
    other.fingerprint, other.name = "f" * 64, "another model"
    with pytest.raises(StoreMismatch) as caught:
        Assistant(open_store(sound), other)
    for line in (caught.value.zh, caught.value.en):
        assert "fake" in line
        assert f"--store {sound} --model 'another model'" in line


def test_the_right_model_is_taken(sound: Path) -> None:
    assert Assistant(open_store(sound), FakeEncoder()).info.clauses == 7


def test_a_build_that_is_replaced_while_it_is_opened_is_no_damage(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = index.checksums.while_checked
    seen: list[str] = []

    def checked(
        place: Path, build: Path, files: dict[str, tuple[int, str]]
    ) -> AbstractContextManager[None]:
        seen.append(build.name)
        if len(seen) == 1:  # now another process finishes its build
            edit_manifest(place, fingerprint="e" * 64)
        return check(place, build, files)

    monkeypatch.setattr(index.store, "while_checked", checked)
    opened: Store = open_store(store)
    assert len(seen) == 2
    assert opened.manifest.fingerprint == "e" * 64


def test_texts_stay_in_memory_up_to_a_number_of_characters(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_store(store)
    law, rules = (hashlib.sha256(text.encode()).hexdigest() for text in (LAW, RULES))
    monkeypatch.setattr(index.store, "_TEXT_KEPT", len(LAW) + len(RULES))
    assert (opened.text(law), opened.text(rules)) == (LAW, RULES)
    shutil.rmtree(store / "texts")
    assert (opened.text(rules), opened.text(law)) == (RULES, LAW)


def test_the_text_read_longest_ago_is_given_up_first(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_store(store)
    law, rules = (hashlib.sha256(text.encode()).hexdigest() for text in (LAW, RULES))
    monkeypatch.setattr(index.store, "_TEXT_KEPT", len(LAW))
    opened.text(law)
    opened.text(rules)
    shutil.rmtree(store / "texts")
    assert opened.text(rules) == RULES
    with pytest.raises(StoreDamaged):
        opened.text(law)
