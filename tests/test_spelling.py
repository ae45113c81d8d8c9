"""Typing errors by sound, on the words of a few sentences."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.lexical import Postings, build_postings, open_postings
from index.sounds import SHIPPED, Sounds, alike, open_sounds, write_sounds
from qa.question.question import parse
from qa.question.spelling import corrections, with_years_as_written

SENTENCES = [
    "打造新时代更高水平的天府粮仓。",
    "坚持和发展新时代枫桥经验。",
    "推进扫黑除恶常态化。",
    "加强治安巡逻，发展新型集体经济。",
    "听取政府工作报告，职工倒班。",
    "工作任务由本人的名义作出。",
]


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Postings:
    folder = tmp_path_factory.mktemp("terms")
    build_postings(SENTENCES, folder)
    return open_postings(folder, len(SENTENCES))


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    path = tmp_path_factory.mktemp("sounds") / "sounds.npy"
    write_sounds(path)
    return open_sounds(path)


def test_the_shipped_table_is_what_its_script_makes(tmp_path: Path) -> None:
    script = Path(__file__).resolve().parent.parent / "scripts" / "list_sounds"
    made = tmp_path / "sounds.npy"
    subprocess.run([sys.executable, str(script), str(made)], check=True)
    assert made.read_bytes() == SHIPPED.read_bytes()


def test_characters_that_sound_alike(sounds: Sounds) -> None:
    found = "".join(map(chr, alike(sounds, "仓")))
    assert "苍" in found
    assert "舱" in found
    assert "仓" not in found
    assert "粮" not in found
    assert len(alike(sounds, "A")) == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("天府粮苍 建", [("天府粮苍", "天府粮仓")]),
        ("枫侨经验", [("枫侨经验", "枫桥经验")]),
        ("除恶常太化 扫黑除饿", [("除恶常太", "除恶常态"), ("扫黑除饿", "扫黑除恶")]),
        ("天府粮仓 建", []),  # nothing is wrong
        ("粮苍", []),  # too short to be settled
        ("银行利率", []),  # about something else
        ("新型经济", []),
        ("去政府办事", []),  # 取政府 stands there where two words meet
        ("职工到 岁", []),
        ("本人的名义由谁作出", []),
        ("", []),
    ],
)
def test_corrections_by_hand(
    words: str, expected: list[tuple[str, str]], terms: Postings, sounds: Sounds
) -> None:
    assert corrections(words, terms, sounds) == expected


def test_rows_with_a_pair(terms: Postings) -> None:
    assert terms.rows_with(ord("发") << 21 | ord("展")).tolist() == [1, 3]
    assert terms.rows_with(ord("发") << 21 | ord("财")).tolist() == []


def test_every_han_character_has_a_sound(sounds: Sounds) -> None:
    assert sounds.shape == (0x9FFF - 0x4E00 + 1,)
    assert len(np.unique(sounds)) > 400


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("到2035年的目标是什么", "到二〇三五年的目标是什么"),
        ("到 ２０３５ 年的目标", "到 二〇三五 年的目标"),
        ("到二○三五年的目标", "到二〇三五年的目标"),
        ("二〇二二年六月来过吗", "2022年六月来过吗"),
        ("二零二二年到2035年", "2022年到二〇三五年"),
        ("一九九八年", "一九九八年"),  # in both ways, so either may be meant
        ("1998年", "1998年"),
        ("2050年的目标", "2050年的目标"),  # stands nowhere
        ("编号2035号", "编号2035号"),
        ("12035年", "12035年"),
    ],
)
def test_years_are_asked_for_as_the_documents_write_them(
    question: str, written: str, tmp_path: Path
) -> None:
    texts = ["到二〇三五年基本实现现代化。", "2022年6月来川。", "1998年修订。", "一九九八年公布。"]
    build_postings([*texts, "第二〇号,〇三,三五,二〇"], tmp_path)
    parsed = with_years_as_written(parse(question), open_postings(tmp_path, len(texts) + 1))
    assert parsed.search == written


def test_figures_that_stand_apart_are_no_year(tmp_path: Path) -> None:
    build_postings(["二〇", "〇三", "三五"], tmp_path)
    parsed = parse("到2035年")
    assert with_years_as_written(parsed, open_postings(tmp_path, 3)) == parsed
