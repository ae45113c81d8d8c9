import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import filelock
import numpy as np
import pytest
from fake_encoder import FakeEncoder
from stores import (
    COMMUNIQUE,
    CORPUS,
    DECISION,
    LAW,
    RULES,
    close,
    fake_build,
    forbid,
    use_fake,
    write,
)

import index.build
import index.checksums
import index.embedding
import index.readers
import index.store
from index.build import Progress, build, prune
from index.errors import SourceError, StoreDamaged, StoreError, StoreUnreachable
from index.model import Heading, Source, Span
from index.readers import read, spelled
from index.store import Store, open_store
from qa.assistant import Assistant
from qa.check import check_files


def titles(store: Path) -> list[str]:
    return [document.title for document in open_store(store).documents]


def names(store: Path) -> list[str]:
    return [source["path"] for source in open_store(store).catalogue.sources()]


def snapshot(store: Path) -> dict[str, bytes]:
    """All files of a store but those of unfinished builds."""
    return {
        str(path.relative_to(store)): path.read_bytes()
        for path in store.rglob("*")
        if path.is_file() and not path.name.startswith(("embedding-", "."))
        if ".staging" not in path.parts
    }


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    return write(tmp_path / "laws", {"law.txt": LAW, "rules.txt": RULES})


@pytest.fixture
def store(tmp_path: Path, laws: Path) -> Path:
    fake_build([laws], tmp_path / "store")
    return tmp_path / "store"


def test_the_corpus_makes_two_documents(tmp_path: Path) -> None:
    report, encoder = fake_build([CORPUS], tmp_path / "store")
    counts = report.counts
    assert (counts.sources, counts.documents, counts.clauses) == (1, 2, 52)
    assert report.embedded == len(set(encoder.encoded)) == len(encoder.encoded)
    assert (report.failures, report.lost) == ((), None)
    opened = open_store(tmp_path / "store")
    assert [(d.title, d.clauses) for d in opened.documents] == [(COMMUNIQUE, 13), (DECISION, 39)]
    assert counts == opened.manifest.counts
    assert counts.windows + counts.sentences >= report.embedded


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("收费办法(2023-03-13).txt", "2023-03-13"),
        ("收费办法_20151027.txt", "2015-10-27"),
        ("收费办法（2009年12月31日）.txt", "2009-12-31"),
        ("2016-01-02.txt", "2016-01-02"),
        ("收费办法(2023-13-13).txt", ""),
        ("收费办法12023-03-13.txt", ""),
        ("收费办法(2023).txt", ""),
    ],
)
def test_the_date_in_a_file_name_is_that_of_a_document_without_one(
    tmp_path: Path, name: str, date: str
) -> None:
    fake_build([write(tmp_path / "laws", {name: RULES})], tmp_path / "store")
    assert [d.date for d in open_store(tmp_path / "store").documents] == [date]


def test_the_latest_of_the_dates_that_head_and_file_name_state_counts(tmp_path: Path) -> None:
    text = RULES.replace("收费办法\n", "收费办法\n\n2001年1月2日通过\n")
    fake_build([write(tmp_path / "laws", {"收费办法(2023-03-13).txt": text})], tmp_path / "store")
    assert [d.date for d in open_store(tmp_path / "store").documents] == ["2023-03-13"]


def test_the_text_is_kept_as_decoded_and_the_hashes_are_right(tmp_path: Path) -> None:
    fake_build([CORPUS], tmp_path / "store")
    (file,) = CORPUS.glob("*.txt")
    data = file.read_bytes()
    text = data.decode("utf-8").replace("\r\n", "\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    info = open_store(tmp_path / "store").documents[0]
    assert info.source_sha256 == hashlib.sha256(data).hexdigest()
    assert info.text_sha256 == digest
    assert (tmp_path / "store" / "texts" / f"{digest}.txt").read_bytes() == text.encode()


def test_every_vector_is_that_of_its_row(store: Path) -> None:
    opened = open_store(store)
    text = LAW
    for row, (passage, start, end) in enumerate(opened.sentences):
        if opened.passages[passage, 0] == 0:
            words = " ".join(text[start:end].replace("，", ",").split())
            words = re.sub(r"^第\S+条(?:之\S+)? ", "", words)  # numbers of articles are left out
            expected = FakeEncoder().encode_document([words])[0]
            found = opened.sentence_vectors.rows(np.array([row], dtype=np.int64))[0]
            assert np.array_equal(found, expected)


def test_building_again_embeds_nothing_and_leaves_the_build_alone(laws: Path, store: Path) -> None:
    before = snapshot(store)
    folder = store / "builds" / (store / "CURRENT").read_text()
    places = {path.name: path.stat().st_ino for path in folder.iterdir()}
    report, encoder = fake_build([laws], store)
    assert (report.embedded, encoder.encoded) == (0, [])
    assert snapshot(store) == before
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == places


def test_the_same_sources_make_the_same_store(laws: Path, store: Path) -> None:
    shutil.rmtree(store)
    first = fake_build([laws], store)[0]
    once = snapshot(store)
    shutil.rmtree(store)
    assert fake_build([laws], store)[0] == first
    assert snapshot(store) == once


def test_only_what_changed_is_embedded_again(laws: Path, store: Path) -> None:
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    report, encoder = fake_build([laws], store)
    assert sorted(encoder.encoded) == [
        "收费办法  票据应当保存五年。",
        "票据应当保存五年。",
    ]
    assert report.embedded == 2
    assert open_store(store).verify() == []


def test_a_deleted_file_goes_and_so_does_its_text(laws: Path, store: Path) -> None:
    (laws / "rules.txt").unlink()
    before = open_store(store)
    report, encoder = fake_build([laws], store)
    assert before.verify() == []  # whoever has the build before open can still answer from it
    prune(store)
    assert [path.name for path in (store / "builds").iterdir()] == [open_store(store).manifest.id]
    assert (report.counts.sources, encoder.encoded) == (1, [])
    assert titles(store) == ["测试条例"]
    digest = hashlib.sha256(LAW.encode()).hexdigest()
    assert [path.name for path in (store / "texts").iterdir()] == [f"{digest}.txt"]


def test_what_else_lies_where_a_store_is_stays(tmp_path: Path) -> None:
    """`--store .` in a folder of one's own: of what it holds nothing is removed."""
    folder = write(
        tmp_path / "mine", {"law.txt": LAW, "texts/notes.txt": "札记", "builds/a/b": "b"}
    )
    for years in "一二三":
        write(folder, {"rules.txt": RULES.replace("十年", f"{years}年")})
        fake_build([folder / "law.txt", folder / "rules.txt"], folder)
    digest = hashlib.sha256(b"").hexdigest()
    write(folder, {f"texts/.{digest}.txt.tmp": ""})  # a build that was killed left it
    prune(folder)
    assert (folder / "texts" / "notes.txt").read_text() == "札记"
    assert (folder / "builds" / "a" / "b").read_text() == "b"
    opened = open_store(folder)
    kept = {f"{text}.txt" for text in opened.manifest.texts}
    assert {path.name for path in (folder / "texts").iterdir()} == kept | {"notes.txt"}
    assert {path.name for path in (folder / "builds").iterdir()} == {opened.manifest.id, "a"}


def test_copies_that_a_store_keeps_are_no_documents_of_the_folder_it_lies_in(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path / "mine", {"law.txt": LAW, "texts/own.txt": RULES})
    store = folder / "store"
    fake_build([folder], store)
    before = snapshot(store)
    fake_build([folder], store)
    assert names(store) == ["mine/law.txt", "mine/texts/own.txt"]
    assert snapshot(store) == before
    sent = store / "uploads" / f"{'0f' * 32}.txt"
    write(store, {f"uploads/{sent.name}": RULES.replace("十年", "五年")})
    fake_build([sent], store, names={sent: "新规.txt"})
    fake_build([folder], store)
    assert names(store) == ["mine/law.txt", "mine/texts/own.txt", "新规.txt"]
    with zipfile.ZipFile(store / "uploads" / f"{'0e' * 32}.zip", "w") as archive:
        archive.writestr("a/b.txt", RULES.replace("十年", "六年"))
    fake_build(
        [Path(archive.filename or "")], store, names={Path(archive.filename or ""): "规.zip"}
    )
    fake_build([folder], store)
    assert "规.zip/a/b.txt" in names(store)
    fake_build([Path(archive.filename or "")], store, remove=[sent])
    assert len(names(store)) == 3


def test_copies_that_were_taken_for_documents_go(tmp_path: Path) -> None:
    folder = write(tmp_path / "mine", {"law.txt": LAW})
    fake_build([folder], folder / "store")
    (copy,) = (folder / "store" / "texts").iterdir()
    fake_build([copy], folder / "store")
    assert len(names(folder / "store")) == 2
    fake_build([folder], folder / "store")
    assert names(folder / "store") == ["mine/law.txt"]


def test_what_lies_in_a_folder_that_cannot_be_searched_is_kept(
    tmp_path: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sub = write(laws / "sub", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    store = tmp_path / "store"
    fake_build([laws], store)
    close(monkeypatch, sub)
    (laws / "rules.txt").unlink()
    report, encoder = fake_build([laws], store)
    assert sorted(titles(store)) == ["新办法", "测试条例"]
    assert encoder.encoded == []
    (failure,) = report.failures
    assert failure.zh.startswith("laws/sub：无法读取（")
    assert failure.en.startswith("laws/sub: cannot be read (")
    report, _ = fake_build([sub], store)  # by itself, it is as if nothing had been given
    assert (len(report.failures), report.counts.sources) == (1, 2)
    fake_build([laws], store, remove=[sub])
    assert titles(store) == ["测试条例"]


def test_sources_elsewhere_are_kept(tmp_path: Path, laws: Path, store: Path) -> None:
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    shutil.rmtree(laws)
    report, encoder = fake_build([more], store)
    assert sorted(titles(store)) == ["收费办法", "新办法", "测试条例"]
    assert report.counts.sources == 3
    assert sorted(encoder.encoded) == ["新办法  新规定。", "新规定。"]


def test_a_kept_source_keeps_the_headings_that_its_file_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "某某公司制度\n\n考勤\n\n上班应当打卡。\n\n休假\n\n休假应当请示。\n"
    headings = (Heading(text.index("考勤"), 2), Heading(text.index("休假"), 2))

    def marked(path: Path, name: str) -> Source:
        source = read(path, name)
        return replace(source, headings=headings) if source.text == text else source

    monkeypatch.setattr(index.build, "read", marked)
    one = write(tmp_path / "one", {"a.txt": text})
    two = write(tmp_path / "two", {"b.txt": RULES})
    fake_build([one], tmp_path / "store")
    before = open_store(tmp_path / "store").document(0)
    assert [node.title for node in before.nodes if node.kind == "section"] == ["考勤", "休假"]
    fake_build([two], tmp_path / "store")
    opened = open_store(tmp_path / "store")
    assert opened.document(0).nodes == before.nodes
    assert opened.documents[0].title == before.title


def test_a_kept_source_keeps_its_columns_and_what_stands_beside_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "对照表\n旧\n第一条 甲。\n注\n第二条 乙。\n新\n第一条 丙。\n第二条 丁。\n"
    columns = (Span(4, text.index("新")), Span(text.index("新"), len(text)))

    def laid_out(path: Path, name: str) -> Source:
        source = read(path, name)
        if source.text != text:
            return source
        return replace(source, asides=frozenset([text.index("注")]), columns=columns)

    monkeypatch.setattr(index.build, "read", laid_out)
    fake_build([write(tmp_path / "one", {"a.txt": text})], tmp_path / "store")
    before = [each.clause for each in open_store(tmp_path / "store").catalogue.clauses_of(0)]
    assert [(c.path, c.label) for c in before] == [
        *((("旧",), label) for label in ("第一条", "第二条")),
        *((("新",), label) for label in ("第一条", "第二条")),
    ]
    fake_build([write(tmp_path / "two", {"b.txt": RULES})], tmp_path / "store")
    after = [each.clause for each in open_store(tmp_path / "store").catalogue.clauses_of(0)]
    assert after == before


def test_files_of_one_name_do_not_overwrite_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "one", {"a/x.txt": LAW})
    write(tmp_path / "two", {"a/x.txt": RULES})
    store, second = tmp_path / "store", str(tmp_path / "two" / "a" / "x.txt")
    monkeypatch.chdir(tmp_path / "one")
    fake_build([Path("a/x.txt")], store)
    monkeypatch.chdir(tmp_path / "two")
    fake_build([Path("a/x.txt")], store)
    assert sorted(titles(store)) == ["收费办法", "测试条例"]
    assert sorted(names(store)) == sorted(["a/x.txt", second])
    before = snapshot(store)
    fake_build([Path("a")], store)
    assert snapshot(store) == before


def test_what_links_lead_to_is_indexed_once_and_goes_when_it_is_gone(
    tmp_path: Path, laws: Path
) -> None:
    folder = write(tmp_path / "elsewhere", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    single = write(tmp_path / "single", {"b.txt": RULES.replace("收费", "缴费")}) / "b.txt"
    (laws / "folder").symlink_to(folder)
    (laws / "a.txt").symlink_to(single)
    store = tmp_path / "store"
    fake_build([laws], store)
    expected = ["laws/a.txt", "laws/folder/new.txt", "laws/law.txt", "laws/rules.txt"]
    assert names(store) == expected
    before = snapshot(store)
    fake_build([laws], store)
    assert snapshot(store) == before
    (folder / "new.txt").rename(folder / "newer.txt")
    single.unlink()
    report, _ = fake_build([laws], store)
    assert names(store) == ["laws/folder/newer.txt", "laws/law.txt", "laws/rules.txt"]
    assert [failure.zh for failure in report.failures] == ["laws/a.txt：找不到这个文件；请检查路径"]


def test_what_a_link_led_to_goes_with_the_link(
    tmp_path: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (laws / "rules.txt").unlink()
    one = write(tmp_path / "one", {"x.txt": RULES})
    two = write(tmp_path / "two", {"x.txt": RULES.replace("十年", "五年")})
    link, store = laws / "current", tmp_path / "store"
    link.symlink_to(one)
    monkeypatch.chdir(tmp_path)
    fake_build([Path("laws")], store)

    def told() -> list[str]:
        opened = open_store(store)
        return [f"{d.source} {opened.text(d.text_sha256)[-5:-2]}" for d in opened.documents]

    assert told() == ["laws/current/x.txt 存十年", "laws/law.txt 予登记"]
    link.unlink()
    link.symlink_to(two)
    fake_build([laws], store)
    assert told() == ["laws/current/x.txt 存五年", "laws/law.txt 予登记"]
    fake_build([write(tmp_path / "more", {"y.txt": "新办法\n\n第一条 新规定。\n"})], store)
    link.unlink()
    fake_build([tmp_path / "more"], store)  # what is not given is kept, with the way there
    assert told()[0] == "laws/current/x.txt 存五年"
    fake_build([laws], store)
    assert names(store) == ["laws/law.txt", "more/y.txt"]


def test_what_a_link_led_to_makes_room_for_what_takes_its_place(tmp_path: Path, laws: Path) -> None:
    one = write(tmp_path / "one", {"x.txt": RULES})
    store = tmp_path / "store"
    (laws / "rules.txt").unlink()
    (laws / "rules.txt").symlink_to(one / "x.txt")
    fake_build([laws], store)
    (laws / "rules.txt").unlink()
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    fake_build([laws], store)
    assert names(store) == ["laws/law.txt", "laws/rules.txt"]
    assert "五年" in open_store(store).text(open_store(store).documents[1].text_sha256)


def test_what_was_given_as_a_link_is_what_that_leads_to_now(tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"x.txt": RULES})
    two = write(tmp_path / "two", {"x.txt": LAW})
    link, store = tmp_path / "current", tmp_path / "store"
    link.symlink_to(one)
    fake_build([link], store)
    link.unlink()
    link.symlink_to(two)
    fake_build([link], store)
    assert titles(store) == ["测试条例"]


def test_what_a_link_led_to_is_kept_while_its_place_is_away(tmp_path: Path, laws: Path) -> None:
    """A disk that is not mounted now; and a folder that the link is in and that is closed."""
    away = write(tmp_path / "disk", {"x.txt": RULES.replace("收费", "缴费")})
    write(laws, {"sub/z.txt": "新办法\n\n第一条 新规定。\n"})
    (laws / "sub" / "link").symlink_to(away)
    store = tmp_path / "store"
    fake_build([laws], store)
    away.rename(tmp_path / "unmounted")
    fake_build([laws], store)
    assert "缴费办法" in titles(store)
    (laws / "sub" / "link").unlink()
    with pytest.MonkeyPatch.context() as monkeypatch:
        close(monkeypatch, laws / "sub")
        fake_build([laws], store)
    assert "缴费办法" in titles(store)
    fake_build([laws], store)
    assert "缴费办法" not in titles(store)


def test_a_store_that_says_nothing_of_the_ways_to_its_sources_is_taken_over(
    tmp_path: Path, laws: Path, store: Path
) -> None:
    """As stores of this format were written at first."""
    build_folder = store / "builds" / (store / "CURRENT").read_text()
    with contextlib.closing(sqlite3.connect(build_folder / "catalogue.sqlite")) as db, db:
        db.execute("ALTER TABLE sources DROP COLUMN way")
    before = open_store_as_it_is(store)
    (laws / "rules.txt").unlink()
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    report, _ = fake_build([more, laws], store)
    assert report.lost is None
    assert (before, titles(store)) == (["测试条例", "收费办法"], ["测试条例", "新办法"])


def open_store_as_it_is(store: Path) -> list[str]:
    """The titles in a store, after its files were changed: its manifest says what they are now."""
    folder = store / "builds" / (store / "CURRENT").read_text()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    path = folder / "catalogue.sqlite"
    manifest["files"][path.name] = [path.stat().st_size, index.checksums.file_sha256(path)]
    files = {name: (size, digest) for name, (size, digest) in manifest["files"].items()}
    manifest["id"] = index.store.build_id(manifest["fingerprint"], files)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    folder.rename(folder.with_name(manifest["id"]))
    (store / "CURRENT").write_text(manifest["id"])
    return titles(store)


def test_folders_of_one_name_may_be_given_together(tmp_path: Path) -> None:
    one = write(tmp_path / "one" / "laws", {"x.txt": LAW})
    two = write(tmp_path / "two" / "laws", {"x.txt": RULES})
    report, _ = fake_build([one, two], tmp_path / "store")
    assert report.counts.sources == 2
    assert sorted(names(tmp_path / "store")) == sorted(["laws/x.txt", str(two / "x.txt")])


def test_a_name_that_is_no_unicode_is_escaped(
    tmp_path: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = Path(os.fsdecode(b"laws/\xd6\xd0.txt"))
    monkeypatch.setattr(index.readers, "_name", lambda *_: name)
    fake_build([laws / "rules.txt"], tmp_path / "store")
    assert names(tmp_path / "store") == ["laws/\\xd6\\xd0.txt"]
    assert check_files([laws / "rules.txt"])[0]["source"] == "laws/\\xd6\\xd0.txt"


def test_names_are_read_as_utf_8_or_as_the_locale_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode("gb18030", "surrogateescape"))
    assert spelled(Path("法律/中文.txt")) == "法律/中文.txt"
    as_gbk = "中文.txt".encode().decode("gb18030")  # how such a system lists that file
    assert as_gbk != "中文.txt"
    assert spelled(Path(as_gbk)) == "中文.txt"
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode("ascii", "surrogateescape"))
    assert spelled(Path("中文.txt".encode().decode("ascii", "surrogateescape"))) == "中文.txt"
    assert spelled(Path("文件.zip/中文.txt")) == "文件.zip/中文.txt"


def test_an_unreadable_file_is_reported_and_the_others_are_indexed(tmp_path: Path) -> None:
    folder = write(tmp_path / "laws", {"bad.txt": "\0\0", "law.txt": LAW})
    report, _ = fake_build([folder], tmp_path / "store")
    assert titles(tmp_path / "store") == ["测试条例"]
    (failure,) = report.failures
    assert "bad.txt" in failure.zh
    assert "bad.txt" in failure.en


def test_links_in_a_circle_are_reported_and_the_others_are_indexed(laws: Path, store: Path) -> None:
    (laws / "rules.txt").unlink()
    (laws / "rules.txt").symlink_to("rules.txt")
    report, _ = fake_build([laws / "rules.txt", laws / "law.txt"], store)
    (failure,) = report.failures
    assert "rules.txt" in failure.zh
    assert "cannot be read" in failure.en
    assert "测试条例" in titles(store)


def test_if_nothing_can_be_read_the_store_stays_as_it_is(laws: Path, store: Path) -> None:
    before = snapshot(store)
    write(laws.parent, {"bad.txt": "\0\0", "worse.txt": " "})
    (laws / "law.txt").write_text("\0")
    (laws / "rules.txt").write_text("\0")
    with pytest.raises(SourceError, match=r"中的 2 个文件都无法读取，例如：.*law.txt"):
        fake_build([laws], store)
    assert snapshot(store) == before


def test_an_empty_folder_is_told(tmp_path: Path, store: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (store, tmp_path / "new"):
        with pytest.raises(SourceError, match="empty 中没有可以索引的文件；支持") as caught:
            fake_build([tmp_path / "empty"], folder)
        assert "nothing to index in" in caught.value.en


def test_a_folder_from_which_all_is_gone_empties_the_store(laws: Path, store: Path) -> None:
    for path in laws.iterdir():
        path.unlink()
    report, _ = fake_build([laws], store)
    assert (report.counts.sources, titles(store)) == (0, [])
    with pytest.raises(SourceError, match="laws 中没有可以索引的文件"):
        fake_build([laws], store)


@pytest.mark.parametrize("text", ["只有标题的决定\n", "- 1 -\n"])
def test_a_source_without_clauses_makes_an_empty_store(tmp_path: Path, text: str) -> None:
    file = write(tmp_path, {"blank.txt": text}) / "blank.txt"
    report, _ = fake_build([file], tmp_path / "store")
    assert (report.counts.sources, report.counts.clauses, report.embedded) == (1, 0, 0)
    opened = open_store(tmp_path / "store")
    assert opened.verify() == []
    assistant = Assistant(opened, FakeEncoder())
    for answer in (assistant.ask("收费"), assistant.show("第一条")):
        assert (answer.answered, answer.reason) == (False, "empty_store")
        assert answer.message == "索引里没有文件，请先加入文件。"
    rebuilt, _ = fake_build([write(tmp_path / "laws", {"law.txt": LAW})], tmp_path / "store")
    assert (rebuilt.counts.sources, rebuilt.counts.clauses) == (2, 5)


def test_progress_goes_through_the_stages_to_their_ends(
    tmp_path: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fake(monkeypatch)
    seen: list[Progress] = []
    build([laws], tmp_path / "store", progress=seen.append)
    assert list(dict.fromkeys(p.stage for p in seen)) == ["read", "cut", "embed", "write"]
    last = {p.stage: (p.done, p.total) for p in seen}
    assert (last["read"], last["cut"], last["write"]) == ((2, 2), (2, 2), (1, 1))
    assert last["embed"][0] == last["embed"][1]
    assert all(0 <= p.done <= p.total for p in seen)


class Mortal(FakeEncoder):
    """Dies at the second chunk of texts."""

    def encode_document(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        if self.encoded:
            raise MemoryError
        return super().encode_document(texts, progress)


def test_a_build_that_dies_leaves_the_old_store_and_its_own_vectors(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(store)
    monkeypatch.setattr(index.embedding, "_CHUNK", 3)
    use_fake(monkeypatch, Mortal())
    more = write(
        tmp_path / "more", {f"{i}.txt": f"第{i}号办法\n\n第一条 内容{i}。\n" for i in range(4)}
    )
    with pytest.raises(MemoryError):
        build([more], store)
    assert snapshot(store) == before
    assert open_store(store).verify() == []
    report, encoder = fake_build([more], store)
    assert report.embedded == len(encoder.encoded) == 8 - 3
    assert report.counts.documents == 6
    assert not list(store.glob("embedding-*"))


KILLED = """
import sys, time
from pathlib import Path
import index.build, index.embedding
from fake_encoder import FakeEncoder

class Slow(FakeEncoder):
    def encode_document(self, texts, progress=None):
        if self.encoded:
            Path(sys.argv[3]).touch()
            time.sleep(60)
        return super().encode_document(texts, progress)

index.embedding._CHUNK = 3
index.build.load_encoder = lambda *_: Slow()
index.build.build([Path(sys.argv[1])], Path(sys.argv[2]))
"""


def test_a_killed_build_leaves_the_old_store_and_the_next_one_goes_on(
    tmp_path: Path, store: Path
) -> None:
    before = snapshot(store)
    more = write(
        tmp_path / "more", {f"{i}.txt": f"第{i}号办法\n\n第一条 内容{i}。\n" for i in range(4)}
    )
    mark, root = tmp_path / "embedding", Path(index.build.__file__).parent.parent
    paths = os.pathsep.join([str(root), str(root / "tests")])
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(more), str(store), str(mark)],
        env=os.environ | {"PYTHONPATH": paths},
    )
    while not mark.exists():
        assert process.poll() is None
        time.sleep(0.05)
    with pytest.raises(StoreError, match="另一个程序正在写索引"):
        fake_build([more], store)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert snapshot(store) == before
    assert titles(store) == ["测试条例", "收费办法"]
    report, encoder = fake_build([more], store)
    assert report.embedded == len(encoder.encoded) == 8 - 3
    assert report.counts.documents == 6
    assert open_store(store).verify() == []


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sqlite_full(*_: object, **__: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("index.store.write_file", full),
        ("index.build.write_vectors", full),
        ("index.build.write_catalogue", sqlite_full),
        ("index.embedding.SideFile.append", full),
        ("numpy.save", full),
        ("index.build._sync", full),
    ],
)
def test_a_full_disk_is_told_in_one_line_and_hurts_nothing(
    tmp_path: Path, store: Path, place: str, error: Callable[..., None]
) -> None:
    before = snapshot(store)
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(place, error)
        with pytest.raises(StoreError) as caught:
            fake_build([more], store)
    assert f"无法写入索引 {store}（" in caught.value.zh
    assert "请检查磁盘空间" in caught.value.zh
    assert f"cannot write the store {store} (" in caught.value.en
    assert "full" in caught.value.en or "No space left on device" in caught.value.en
    assert before.items() <= snapshot(store).items()  # beside new texts, which nothing refers to
    assert len(list((store / "builds").iterdir())) == 1  # and what was written is not in the way
    assert open_store(store).verify() == []
    assert fake_build([more], store)[0].counts.documents == 3


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, laws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreError, match="无法写入索引"):
        fake_build([laws], laws / "law.txt" / "store")

    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(StoreError, match=r"无法写入索引 .*请检查磁盘空间和权限"):
        fake_build([laws], tmp_path / "store")


def test_a_store_that_is_a_file_is_told(laws: Path) -> None:
    with pytest.raises(StoreError, match="是文件，不能在此建立索引"):
        fake_build([laws], laws / "law.txt")
    assert (laws / "law.txt").read_text(encoding="utf-8") == LAW


def test_there_is_one_writer_at_a_time(laws: Path, store: Path) -> None:
    with (
        filelock.FileLock(store / ".lock"),
        pytest.raises(StoreError, match="另一个程序正在写索引") as caught,
    ):
        fake_build([laws], store)
    assert "another process is writing" in caught.value.en
    assert fake_build([laws], store)[0].embedded == 0


def test_a_damaged_store_is_built_anew_and_the_report_says_so(laws: Path, store: Path) -> None:
    build_folder = store / "builds" / (store / "CURRENT").read_text()
    (build_folder / "passages.npy").write_bytes(b"")
    report, encoder = fake_build([laws], store)
    assert report.lost is not None
    assert report.lost.zh == (
        f"原有索引不能沿用：索引 {store} 已损坏（passages.npy 应有 "
        f"{len(open_store(store).passages) * 40 + 128} 字节）；"
        "已按这次给出的文件重建，以前加入的其他文件请重新加入"
    )
    assert "add again what other files it held" in report.lost.en
    assert report.embedded == len(encoder.encoded) > 0
    assert open_store(store).verify() == []


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "windows.npy", "texts"])
def test_a_store_that_cannot_be_read_stops_the_build_and_stays_as_it_is(
    tmp_path: Path, store: Path, name: str
) -> None:
    name = f"{hashlib.sha256(LAW.encode()).hexdigest()}.txt" if name == "texts" else name
    before = snapshot(store)
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    with pytest.MonkeyPatch.context() as monkeypatch:
        forbid(monkeypatch, name)
        with pytest.raises(StoreUnreachable, match=f"无法读取索引 {store}（{name}: "):
            fake_build([more], store)
    assert snapshot(store) == before


@pytest.mark.parametrize("content", [b"x", b"", b"\xff"])
def test_a_build_goes_on_from_the_one_that_is_whole_though_nothing_points_to_it(
    tmp_path: Path, store: Path, content: bytes
) -> None:
    build_id = (store / "CURRENT").read_text()
    (store / "CURRENT").write_bytes(content)
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    report, _ = fake_build([more], store)
    assert report.counts.sources == 3
    assert f"已从完好的 {build_id} 接着建立" in str(report.lost)
    (store / "CURRENT").write_bytes(content)
    before = snapshot(store)
    with pytest.raises(StoreDamaged) as caught:  # two are whole
        fake_build([more], store)
    assert f"请把其中一个名称写入文件 {store / 'CURRENT'} 再试" in caught.value.zh
    assert f"write one such name into the file {store / 'CURRENT'}" in caught.value.en
    assert build_id in caught.value.zh
    assert snapshot(store) == before


def test_what_the_build_before_a_damaged_one_held_is_kept(tmp_path: Path, store: Path) -> None:
    first = (store / "CURRENT").read_text()
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    fake_build([more], store)
    live = store / "builds" / (store / "CURRENT").read_text()
    (live / "passages.npy").write_bytes(b"")
    report, _ = fake_build([more], store)
    assert report.counts.sources == 3
    assert str(report.lost).startswith(f"索引 {store} 已损坏（passages.npy 应有")
    assert f"已从完好的 {first} 接着建立，其后加入的文件请重新加入" in str(report.lost)
    assert not open_store(store).verify()


@pytest.mark.parametrize("name", ["windows.faiss", "manifest.json", "texts"])
def test_of_two_damaged_builds_none_is_gone_on_from(
    laws: Path, store: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", 0)
    first = store / "builds" / (store / "CURRENT").read_text()
    write(laws, {"rules.txt": RULES.replace("十年", "五年")})
    fake_build([laws], store)
    live = store / "builds" / (store / "CURRENT").read_text()
    (live / "passages.npy").write_bytes(b"")
    if name == "texts":
        (store / "texts" / f"{hashlib.sha256(RULES.encode()).hexdigest()}.txt").unlink()
    else:
        data = bytearray((first / name).read_bytes())
        data[-1] ^= 1
        (first / name).write_bytes(bytes(data))
    assert "原有索引不能沿用" in str(fake_build([laws], store)[0].lost)


@pytest.mark.parametrize("inside", [[], ["mine.txt"]])
def test_a_folder_in_place_of_the_pointer_is_moved_aside(
    laws: Path, store: Path, inside: list[str]
) -> None:
    build_id = (store / "CURRENT").read_text()
    (store / "CURRENT").unlink()
    (store / "CURRENT").mkdir()
    write(store / "CURRENT", dict.fromkeys(inside, "甲"))
    report, _ = fake_build([laws], store)
    assert f"已从完好的 {build_id} 接着建立" in str(report.lost)
    assert open_store(store).manifest.id == build_id
    assert os.listdir(store / "CURRENT.folder") == inside


def test_a_store_whose_pointer_is_gone_is_taken_over_if_it_has_one_build(
    tmp_path: Path, laws: Path, store: Path
) -> None:
    (store / "CURRENT").unlink()
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    report, _ = fake_build([more], store)
    assert (report.lost, report.counts.sources) == (None, 3)
    (store / "CURRENT").unlink()
    with pytest.raises(StoreDamaged, match=r"没有索引：.*里的 \w{16}, \w{16} 都完好"):
        fake_build([laws], store)


def test_damage_that_opening_does_not_find_is_not_taken_over(
    laws: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.checksums, "_HASHED_WHEN_OPENED", 0)
    path = store / "builds" / (store / "CURRENT").read_text() / "windows.faiss"
    data = bytearray(path.read_bytes())
    data[-2] ^= 0x10
    path.write_bytes(data)
    report, _ = fake_build([laws], store)
    assert report.lost is not None
    assert "windows.faiss" in report.lost.zh
    assert open_store(store).verify() == []


def test_a_kept_source_whose_text_is_damaged_is_read_again(
    tmp_path: Path, laws: Path, store: Path
) -> None:
    digest = hashlib.sha256(RULES.encode()).hexdigest()
    (store / "texts" / f"{digest}.txt").write_text("damaged")
    more = write(tmp_path / "more", {"new.txt": "新办法\n\n第一条 新规定。\n"})
    report, encoder = fake_build([more], store)
    assert (report.failures, report.counts.sources, len(encoder.encoded)) == ((), 3, 2)
    assert open_store(store).verify() == []
    (store / "texts" / f"{digest}.txt").unlink()
    (laws / "rules.txt").unlink()
    report, _ = fake_build([more], store)
    assert sorted(titles(store)) == ["新办法", "测试条例"]
    assert "rules.txt" in report.failures[0].zh


def test_another_model_embeds_everything_again(
    laws: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FakeEncoder()
    other.fingerprint = "f" * 64
    use_fake(monkeypatch, other)
    report = build([laws], store, "other")
    opened: Store = open_store(store)
    assert report.embedded == len(other.encoded) > 0
    assert opened.manifest.fingerprint == "f" * 64


@pytest.mark.parametrize(("given", "asked"), [(None, "fake"), ("other", "other")])
def test_the_model_of_the_store_is_taken_unless_another_is_named(
    laws: Path, store: Path, monkeypatch: pytest.MonkeyPatch, given: str | None, asked: str
) -> None:
    names: list[object] = []

    def load(name: str | None, _progress: object) -> FakeEncoder:
        names.append(name)
        return FakeEncoder()

    monkeypatch.setattr(index.build, "load_encoder", load)
    build([laws], store, given)
    assert names == [asked]


def test_what_is_removed_goes_though_its_file_is_still_there(laws: Path, store: Path) -> None:
    report, encoder = fake_build([], store, remove=[laws / "law.txt"])
    assert (report.counts.sources, encoder.encoded) == (1, [])
    assert titles(store) == ["收费办法"]
    assert (laws / "law.txt").read_text(encoding="utf-8") == LAW
    empty, _ = fake_build([], store, remove=[laws])
    assert (empty.counts.sources, empty.counts.clauses) == (0, 0)
    answer = Assistant(open_store(store), FakeEncoder()).ask("收费")
    assert answer.reason == "empty_store"
    with pytest.raises(SourceError, match="laws 中没有可以索引的文件"):
        fake_build([], store, remove=[laws])


def test_one_file_takes_the_place_of_another(tmp_path: Path, laws: Path, store: Path) -> None:
    new = write(tmp_path / "kept", {"4f.txt": RULES.replace("十年", "五年")}) / "4f.txt"
    names = {new: "rules.txt"}
    report, _ = fake_build([new], store, remove=[laws / "rules.txt"], names=names)
    assert report.counts.documents == 2
    (info,) = (d for d in open_store(store).documents if d.title == "收费办法")
    assert info.source == "rules.txt"
    assert "五年" in open_store(store).text(info.text_sha256)


def test_files_in_an_archive_are_called_after_its_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "4f.zip", "w") as archive:
        archive.writestr("a/law.txt", LAW)
        archive.writestr("rules.txt", RULES)
    fake_build([tmp_path / "4f.zip"], tmp_path / "store", names={tmp_path / "4f.zip": "法规.zip"})
    sources = [info.source for info in open_store(tmp_path / "store").documents]
    assert sources == ["法规.zip/a/law.txt", "法规.zip/rules.txt"]
