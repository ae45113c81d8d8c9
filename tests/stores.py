"""Helpers of the tests that need a store: small documents, and building with the fake encoder."""

import errno
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fake_encoder import FakeEncoder

import index.build
import qa.assistant
from index.build import BuildReport

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
COMMUNIQUE = "中国共产党四川省第十二届委员会第二次全体会议公报"
DECISION = "中共四川省委关于深入学习贯彻党的二十大精神在全面建设社会主义现代化国家新征程上奋力谱写四川发展新篇章的决定"

LAW = """测试条例

第一章 总则

第一条 为了规范测试，制定本条例。

第二条 本条例适用于测试。

第二章 管理

第一节 一般规定

第三条 甲应当登记。
乙应当备案。

第三条之一 丙应当公示。

第二节 特别规定

第四条 丁免予登记。
"""
RULES = """收费办法

第一条 收费应当公开。

第二条 票据应当保存十年。
"""


def use_fake(monkeypatch: pytest.MonkeyPatch, encoder: FakeEncoder | None = None) -> FakeEncoder:
    """Let builds and assistants use the fake encoder, which is returned."""
    encoder = encoder or FakeEncoder()
    monkeypatch.setattr(index.build, "load_encoder", lambda *_: encoder)
    monkeypatch.setattr(qa.assistant, "load_encoder", lambda *_: encoder)
    return encoder


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write text files, by name, into `folder`."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fake_build(paths: list[Path], store: Path, **more: Any) -> tuple[BuildReport, FakeEncoder]:
    """Build with a fresh fake encoder, which tells what was embedded."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        encoder = use_fake(monkeypatch)
        return index.build.build(paths, store, **more), encoder


def close(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Let nobody list these folders: tests may run as root, for whom no folder is closed."""
    scandir = os.scandir

    def listed(place: str | Path | int) -> object:
        if not isinstance(place, int) and Path(place) in folders:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", listed)


def forbid(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let nobody open files of this name: see `close`."""
    opened = Path.open

    def refused(self: Path, *arguments: Any, **more: Any) -> Any:
        if self.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return opened(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", refused)


def packed(**members: str) -> bytes:
    """A zip file of texts by their names, in which __ stands for /."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()
