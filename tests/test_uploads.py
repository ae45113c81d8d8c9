import os
import re
import stat
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from child_work import die, double, fail, wait
from stores import LAW, RULES, fake_build, write
from test_word import docx

from index.errors import InputError, SourceError, TiaowenError
from index.store import open_store
from ui.address import address
from ui.documents import documents, listing, uploads
from ui.documents.changes import Changes
from ui.documents.child import Ended, call
from ui.documents.uploads import Upload, checked_name, described
from ui.startup import Startup, State

WORD = docx("<w:p><w:r><w:t>第一条 甲应当登记。</w:t></w:r></w:p>")
EXE = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(range(256)) * 40


def sent(folder: Path, data: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / ".coming.part"
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(
    "name",
    ["", " ", "../a.txt", "a/b.txt", "a\\b.txt", ".txt", "a\n.txt", "a\x00.txt", "a\x7f.txt"]
    + ["gnp.\u202etxt", "a\u2066.txt", "a\u200b.txt", "\ud800.txt", "a\u2028.txt", "长" * 121],
)
def test_a_name_that_could_deceive_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"请改[名短]后再上传") as caught:
        checked_name(name)
    assert not any(character in caught.value.zh for character in "\n\x00\u202e\u2066\u200b\ud800")


def test_ordinary_names_are_kept_as_they_are() -> None:
    for name in ("民法典（2020）.docx", "a b—c.txt", "𠀀.pdf", "<b>{{7*7}}.md", "=1+1.txt"):
        assert checked_name(name) == name
    assert checked_name(" e\u0301.txt ") == "é.txt"


def test_a_preview_shows_the_outline_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    text = LAW.replace("第二条", "第九条") + "\n- 7 -\n"
    path = write(tmp_path, {"law.txt": text}) / "law.txt"
    (entry,) = described(path, "测试.txt")
    assert (entry["name"], entry["error"], entry["characters"]) == ("测试.txt", None, len(text))
    (document,) = entry["documents"]
    assert (document["title"], document["clauses"]) == ("测试条例", 5)
    assert document["outline"] == [
        [0, "第一章 总则"],
        [1, "第一条"],
        [1, "第九条"],
        [0, "第二章 管理"],
        [1, "第一节 一般规定"],
        [2, "第三条"],
        [2, "第三条之一"],
        [1, "第二节 特别规定"],
        [2, "第四条"],
    ]
    told = " ".join(entry["problems"] + document["problems"])
    assert "第一条之后是第九条" in told
    assert "“- 7 -”不属于正文，已略去" in told


def test_each_file_of_an_archive_is_read_and_a_bad_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "4f.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("甲/law.txt", LAW)
        archive.writestr("blank.txt", " ")
    blank, law = described(path, "法规.zip")
    assert blank["name"] == "法规.zip/blank.txt"
    assert blank["error"].startswith("法规.zip/blank.txt：没有文字")
    assert (law["name"], law["documents"][0]["title"]) == ("法规.zip/甲/law.txt", "测试条例")


def test_bytes_that_only_look_like_some_encoding_are_no_text(tmp_path: Path) -> None:
    data = b"".join((0xE000 + i).to_bytes(2, "little") for i in range(2000))
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\xfe" + data)
    (entry,) = described(path, "a.txt")
    assert entry["error"].startswith("a.txt：内容不是文字")


def test_a_file_is_kept_under_its_hash_with_its_own_name(tmp_path: Path) -> None:
    folder, digest = tmp_path / "uploads", sha256(LAW.encode()).hexdigest()
    upload = uploads.keep(folder, "民法.docx", sent(folder, LAW.encode()), digest)
    assert (upload.name, upload.suffix, upload.bytes) == ("民法.docx", ".txt", len(LAW.encode()))
    assert sorted(path.name for path in folder.iterdir()) == [f"{digest}.json", f"{digest}.txt"]
    assert upload.path(folder).read_text(encoding="utf-8") == LAW
    assert uploads.waiting(folder, set()) == [upload] == [uploads.find(folder, digest)]
    assert uploads.waiting(folder, {upload.path(folder)}) == []
    uploads.forget(folder, digest)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"%PDF-1.7\nnothing", "坏.pdf：PDF 文件已损坏"),
        (docx(f"<w:p><w:r><w:t>{'甲' * 9_000_000}</w:t></w:r></w:p>"), "压缩炸弹"),
        (EXE, "内容不是文档"),
    ],
)
def test_nothing_is_left_of_a_file_that_is_refused(tmp_path: Path, data: bytes, line: str) -> None:
    folder = tmp_path / "uploads"
    with pytest.raises(SourceError, match=line):
        uploads.keep(folder, "坏.pdf", sent(folder, data), sha256(data).hexdigest())
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("why", "line"), [("crashed", "读取程序中途退出"), ("late", "120 秒内没有读完")]
)
def test_a_file_that_breaks_its_reader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, line: str
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise Ended(why)

    monkeypatch.setattr(uploads, "call", broken)
    folder = tmp_path / "uploads"
    with pytest.raises(SourceError, match=line):
        uploads.keep(folder, "a.txt", sent(folder, LAW.encode()), "0" * 64)
    assert list(folder.iterdir()) == []


def test_a_file_that_waits_stays_though_it_is_sent_again_and_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: Any, **__: Any) -> None:
        raise Ended("late")

    folder, digest = tmp_path / "uploads", sha256(LAW.encode()).hexdigest()
    upload = uploads.keep(folder, "a.txt", sent(folder, LAW.encode()), digest)
    monkeypatch.setattr(uploads, "call", late)
    for name in ("b.txt", "b.md"):  # the latter would be kept beside it
        with pytest.raises(SourceError, match="120 秒内没有读完"):
            uploads.keep(folder, name, sent(folder, LAW.encode()), digest)
        assert uploads.waiting(folder, set()) == [upload]
        assert sorted(path.name for path in folder.iterdir()) == [f"{digest}.json", f"{digest}.txt"]
        assert upload.path(folder).read_text(encoding="utf-8") == LAW


def test_only_ids_are_looked_for(tmp_path: Path) -> None:
    write(tmp_path, {"secret.json": "{}", f"{'0' * 64}.json": "[1]"})
    for asked in ("secret", "../secret", "0" * 63, "", "0" * 64):
        assert uploads.find(tmp_path, asked) is None


def test_there_is_room_for_so_many_files_and_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads.room(tmp_path)
    write(tmp_path, {"a.txt": "甲"})
    monkeypatch.setattr(uploads, "_MOST_TOTAL", uploads.MOST_BYTES + 3)
    uploads.room(tmp_path)
    monkeypatch.setattr(uploads, "_MOST_TOTAL", uploads.MOST_BYTES + 2)
    with pytest.raises(InputError, match="请先删除不用的文件"):
        uploads.room(tmp_path)
    monkeypatch.setattr(uploads, "_MOST_TOTAL", uploads.MOST_BYTES + 3)
    monkeypatch.setattr(uploads, "_MOST_FILES", 0)
    with pytest.raises(InputError) as caught:
        uploads.room(tmp_path)
    assert caught.value.en.startswith("no room for more files (0, or")


def test_what_nobody_wanted_for_a_week_goes(tmp_path: Path) -> None:
    old, new, indexed = (
        Upload(letter * 64, f"{letter}.txt", ".txt", 1, []) for letter in ("a", "b", "c")
    )
    for upload in (old, new, indexed):
        upload.path(tmp_path).write_text("甲", encoding="utf-8")
        uploads._write(tmp_path, upload)
    (tmp_path / ".cut.part").write_text("甲", encoding="utf-8")
    week = time.time() - 8 * 86400
    for path in tmp_path.iterdir():
        if not path.name.startswith("b"):
            os.utime(path, (week, week))
    uploads.sweep(tmp_path, {indexed.path(tmp_path)})
    assert sorted(path.name[:1] for path in tmp_path.iterdir()) == ["b", "b", "c", "c"]


def test_files_that_are_moved_while_others_come_are_passed_over(tmp_path: Path) -> None:
    kept = uploads.keep(tmp_path, "甲.txt", sent(tmp_path, b"a"), "a" * 64)
    for name in (".0123.part", f"{'b' * 64}.json"):  # found in the folder, but not there any more
        (tmp_path / name).symlink_to(tmp_path / "moved")
    uploads.room(tmp_path)
    uploads.sweep(tmp_path, ())
    assert uploads.waiting(tmp_path, ()) == [kept]


def test_a_process_of_its_own_gives_tells_and_fails() -> None:
    heard: list[int] = []
    assert call(double, 21, seconds=60, progress=heard.append) == 42
    assert heard == [21]
    with pytest.raises(InputError, match="不行") as caught:
        call(fail, 1, seconds=60)
    assert caught.value.en == "no"


def test_a_process_that_dies_or_is_stopped_ends() -> None:
    with pytest.raises(Ended, match="crashed"):
        call(die, 1, seconds=60)
    stop = threading.Event()
    with pytest.raises(Ended, match="stopped"):
        call(wait, 1, seconds=60, stop=stop, progress=lambda _: stop.set())
    with pytest.raises(Ended, match="late"):
        call(wait, 1, seconds=0, progress=lambda _: None)


@pytest.fixture
def changes(tmp_path: Path) -> Changes:
    """What changes a store that holds a law, by name rules.txt in the folder laws."""
    write(tmp_path / "laws", {"law.txt": LAW})
    fake_build([tmp_path / "laws"], tmp_path / "store")
    startup = Startup()
    startup.folder = tmp_path / "store"
    startup.state = State(store=open_store(tmp_path / "store"))
    return Changes(startup)


def test_a_place_that_leads_in_a_circle_is_a_place(tmp_path: Path) -> None:
    startup = Startup()
    startup.folder = tmp_path / "store"
    startup.folder.symlink_to("store")
    assert Changes(startup).folder == startup.folder / "uploads"


def receive(changes: Changes, name: str, data: bytes) -> Upload:
    changes.prepare()
    file = sent(changes.folder, data)
    return changes.receive(name, file, sha256(data).hexdigest())


def test_the_files_of_a_store_are_listed_with_their_documents(changes: Changes) -> None:
    (file,) = changes.files()
    assert file.name.endswith("laws/law.txt")
    assert [info.title for info in file.documents] == ["测试条例"]
    assert not file.is_ours


def test_each_document_of_a_file_can_be_opened(changes: Changes) -> None:
    (file,) = changes.files()
    (info,) = file.documents
    html = listing.files("zh", [file], "", readonly=False).replace("&amp;", "&")
    assert re.findall('<a href="([^"]*)" aria-label="([^"]*)"', html) == [
        (address(info.text_sha256), f"阅读 {file.name}")
    ]
    both = replace(file, documents=(info, replace(info, title="乙", start=5, characters=4)))
    html = listing.files("zh", [both], "", readonly=False).replace("&amp;", "&")
    assert re.findall('<a href="([^"]*)" aria-label="([^"]*)"', html) == [
        (address(info.text_sha256, 0, info.characters), f"阅读 {info.title}"),
        (address(info.text_sha256, 5, 9), "阅读 乙"),
    ]


def test_what_is_sent_waits_and_a_file_that_is_there_is_refused(changes: Changes) -> None:
    upload = receive(changes, "rules.txt", RULES.encode())
    assert changes.waiting() == [upload]
    assert changes.replaced(upload) == []
    assert stat.S_IMODE(changes.folder.stat().st_mode) == 0o700
    with pytest.raises(InputError, match=r"与已有的“.*laws/law.txt”内容相同"):
        receive(changes, "another.txt", LAW.encode())
    changes.decline("0" * 64)
    assert changes.waiting() == [upload]
    changes.decline(upload.id)
    assert (changes.waiting(), list(changes.folder.iterdir())) == ([], [])


def test_a_copy_of_what_waits_is_refused_under_another_name(changes: Changes) -> None:
    first = receive(changes, "规定.md", RULES.encode())
    with pytest.raises(InputError, match=r"副本\.md：与待加入的“规定\.md”内容相同，不必再加"):
        receive(changes, "规定 - 副本.md", RULES.encode())
    assert receive(changes, "规定.md", RULES.encode()) == first
    assert changes.waiting() == [first]
    assert first.path(changes.folder).read_bytes() == RULES.encode()


def test_who_may_only_read_changes_nothing(changes: Changes, tmp_path: Path) -> None:
    changes.readonly = True
    file = sent(tmp_path / "x", RULES.encode())
    attempts: list[Callable[[], object]] = [
        changes.prepare,
        changes.add,
        changes.read_again,
        changes.stop,
        lambda: changes.decline("0" * 64),
        lambda: changes.remove(changes.files()[0].key),
        lambda: changes.receive("rules.txt", file, "0" * 64),
    ]
    for attempt in attempts:
        with pytest.raises(TiaowenError, match="这里只能查阅"):
            attempt()
    assert not changes.job.running
    assert not changes.folder.exists()
    assert not file.exists()


def test_a_file_that_is_gone_cannot_be_removed_twice(changes: Changes) -> None:
    with pytest.raises(InputError, match="已不在索引里"):
        changes.remove("0123456789abcdef")


def test_one_thing_at_a_time(changes: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: Any, **__: Any) -> None:
        begun.set()
        go_on.wait(30)
        raise Ended("stopped")

    monkeypatch.setattr("ui.documents.changes.call", slow)
    changes.read_again()
    assert begun.wait(30)
    with pytest.raises(InputError, match="正在更新索引"):
        changes.read_again()
    go_on.set()
    finished(changes)
    assert [note.zh for note in changes.job.notes] == ["已停止，索引没有变化。"]
    assert len(changes.files()) == 1


def test_of_files_of_one_name_the_last_is_added_and_the_others_say_so(
    changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = receive(changes, "通知.txt", RULES.encode())
    other = receive(changes, "规定.txt", RULES.replace("十年", "一年").encode())
    second = receive(changes, "通知.txt", RULES.replace("十年", "五年").encode())
    shown = documents._Events(changes).everything("zh", documents.View())[2]
    told = {name: item for item in shown.split("<li>") for name in ("通知", "规定") if name in item}
    assert shown.index("只加入那一份") < shown.index("规定.txt")
    assert shown.count("只加入那一份") == 1
    assert "只加入那一份" not in told["规定"]
    begun, go_on, given = threading.Event(), threading.Event(), []

    def slow(*arguments: Any, **_: Any) -> None:
        given.extend(arguments[1])
        begun.set()
        go_on.wait(30)
        raise Ended("stopped")

    monkeypatch.setattr("ui.documents.changes.call", slow)
    changes.add()
    assert begun.wait(30)
    assert set(given) == {other.path(changes.folder), second.path(changes.folder)}
    # What is being indexed cannot be declined meanwhile; what is not can.
    with pytest.raises(InputError, match="正在更新索引"):
        changes.decline(second.id)
    changes.decline(first.id)
    assert changes.waiting() == [other, second]
    go_on.set()
    finished(changes)
    changes.decline(second.id)
    assert changes.waiting() == [other]


def finished(changes: Changes) -> None:
    end = time.monotonic() + 60
    while changes.job.running and time.monotonic() < end:
        time.sleep(0.02)
    assert not changes.job.running


def test_a_file_that_is_not_where_it_was_is_kept(changes: Changes, tmp_path: Path) -> None:
    (tmp_path / "laws" / "law.txt").unlink()
    changes.read_again()
    finished(changes)
    (note,) = changes.job.notes
    assert "原文件已不在原处，索引里的内容保持不变" in note.zh
    assert [info.title for info in changes.files()[0].documents] == ["测试条例"]
