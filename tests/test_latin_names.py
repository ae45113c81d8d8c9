"""Names in pinyin in English questions, on the words of a few sentences and on the plenum."""

from pathlib import Path

import numpy as np
import pytest
from pypinyin import Style, pinyin

from index.lexical import Postings, build_postings, open_postings
from index.sounds import FIRST, LAST, SHIPPED, open_sounds
from qa import Assistant
from qa.question.latin_names import SYLLABLES, with_names_as_written
from qa.question.question import parse

SENTENCES = [
    "支持宜宾建设生态优先绿色低碳发展先行区。",
    "支持天府新区建设公园城市先行区。",
    "成都建设国家中心城市。",
    "加快创建若尔盖国家公园。",
    "支持雅安建设川藏经济协作试验区。",
    "我们要提高程度。",
    "菏泽的犬只应当登记。",
]


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Postings:
    folder = tmp_path_factory.mktemp("terms")
    build_postings(SENTENCES, folder)
    return open_postings(folder, len(SENTENCES))


def test_syllables_have_the_numbers_of_the_table_of_sounds() -> None:
    sounds = open_sounds(SHIPPED)
    for character in "阿宜宾天府若尔盖作":
        (reading,) = pinyin(character, style=Style.NORMAL)[0]
        assert SYLLABLES[sounds[ord(character) - FIRST]] == reading
    characters = [chr(code) for code in range(FIRST, LAST + 1)]
    readings = np.unique([found[0] for found in pinyin(characters, style=Style.NORMAL)]).tolist()
    assert [*SYLLABLES] == readings[: len(SYLLABLES)]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What is Yibin supposed to become?", "what is 宜宾 supposed to become"),
        ("yibin positioning", "宜宾 positioning"),
        ("What is planned for the Tianfu New Area?", "what is planned for the 天府 new area"),
        ("Chengdu's role", "成都's role"),  # not 程度
        ("What about Ya’an?", "what about 雅安"),
        ("Zoige national park", "若尔盖 national park"),
        ("What is Wuhan supposed to become?", "what is wuhan supposed to become"),  # not there
        ("Women in the tianfu area", "women in the tianfu area"),  # no names as they are written
        ("What is the fine in Heze?", "what is the fine in heze"),  # of the title
        ("Yibin 怎么发展", "yibin 怎么发展"),
    ],
)
def test_names_are_put_as_the_documents_write_them(
    terms: Postings, question: str, asked: str
) -> None:
    titles = [("菏泽市养犬管理条例",)]
    parsed = with_names_as_written(parse(question), titles, terms, open_sounds(SHIPPED))
    assert parsed.asked == asked
    assert parsed.search == parse(question).search


def test_words_without_end_are_read_in_no_time(terms: Postings) -> None:
    for text in ("A" + "a" * 1900, "Xi" + "'xian" * 380, "Aoa " * 480):
        parsed = parse(text)
        assert with_names_as_written(parsed, [], terms, open_sounds(SHIPPED)) == parsed


def test_a_name_that_many_sentences_hold_tells_nothing(tmp_path: Path) -> None:
    sentences = [f"宜宾的第{i}项工作。" for i in range(40)]
    build_postings(sentences, tmp_path)
    parsed = parse("What is Yibin?")
    many = open_postings(tmp_path, len(sentences))
    assert with_names_as_written(parsed, [], many, open_sounds(SHIPPED)) == parsed


def test_a_city_is_found_in_english(corpus_store: Path) -> None:
    answer = Assistant.load(corpus_store).ask("What is Yibin supposed to become?")
    assert answer.answered
    assert "支持宜宾建设生态优先绿色低碳发展先行区" in answer.passages[0].text
