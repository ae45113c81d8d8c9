"""What readers say of answers, and the questions that are made of it."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stores import LAW, fake_build, use_fake, write

import ui.ask.feedback
from eval.__main__ import main
from eval.dataset import load
from eval.feedback import reviewed
from index.errors import InputError
from qa import Answer, Assistant
from ui.ask.feedback import VERDICTS, record

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = write(tmp_path_factory.mktemp("feedback"), {"law.txt": LAW})
    fake_build([folder], folder / "store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_fake(monkeypatch)
        return Assistant.load(folder / "store").ask("第二条")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_says_what_was_asked_shown_and_thought(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    record(path, answer, "useful")
    (line,) = lines(path)
    date = line.pop("date")
    assert date.endswith("+00:00")
    start = LAW.index("第二条")
    citation = answer.passages[0].citation
    assert line == {
        "verdict": "useful",
        "question": "第二条",
        "answered": True,
        "confidence": 1.0,
        "citations": [
            {
                "document": "测试条例",
                "text": "《测试条例》第二条",
                "start": start,
                "end": start + len("第二条 本条例适用于测试。"),
                "source": citation.source,
                "source_sha256": citation.source_sha256,
                "text_sha256": citation.text_sha256,
                "score": 1.0,
                "highlights": ["第二条 本条例适用于测试。"],
            }
        ],
        "store": answer.store.id,
    }


def test_an_unknown_verdict_is_a_defect_of_the_caller(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="splendid"):
        record(tmp_path / "feedback.jsonl", answer, "splendid")
    assert list(tmp_path.iterdir()) == []


def test_threads_and_processes_write_whole_lines(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    program = (
        "import sys; from pathlib import Path; from qa import Answer, StoreInfo;"
        "from ui.ask.feedback import record;"
        "a = Answer('他' * 400, False, 'nothing_relevant', 0.1, (), StoreInfo('s', 'm', 1, 1));"
        "[record(Path(sys.argv[1]), a, 'off_topic') for _ in range(40)]"
    )
    others = [subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: record(path, answer, "useful"), range(80)))
    assert [other.wait(timeout=60) for other in others] == [0]
    verdicts = [line["verdict"] for line in lines(path)]
    assert (verdicts.count("useful"), verdicts.count("off_topic")) == (80, 40)


def test_what_is_kept_of_a_question_is_bounded(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    many = replace(answer, question="长" * 10_000, passages=answer.passages * 9)
    record(path, many, "wrong_citation")
    (line,) = lines(path)
    assert line["question"] == "长" * 500
    assert len(line["citations"]) == 5


def test_a_full_file_is_left_as_it_is(
    answer: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feedback.jsonl"
    record(path, answer, "useful")
    before = path.read_bytes()
    monkeypatch.setattr(ui.ask.feedback, "_LARGEST", len(before) * 2 - 1)
    with pytest.raises(InputError, match="已满"):
        record(path, answer, "useful")
    assert path.read_bytes() == before


def test_a_line_that_was_cut_short_spoils_no_other(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_bytes(b'{"verdict": "use')
    record(path, answer, "useful")
    cut, whole = path.read_text(encoding="utf-8").splitlines()
    assert cut == '{"verdict": "use'
    assert json.loads(whole)["verdict"] == "useful"


def test_a_place_that_cannot_be_written_gets_one_line(answer: Answer, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--feedback") as caught:
        record(tmp_path, answer, "useful")
    assert "\n" not in str(caught.value)


def test_half_a_surrogate_pair_is_no_error(answer: Answer, tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    record(path, replace(answer, question="何\ud800"), "off_topic")
    assert lines(path)[0]["question"] == "何?"


def reviewed_file(path: Path, answer: Answer) -> Path:
    """A line of each verdict, the first three reviewed."""
    for verdict in VERDICTS:
        record(path, replace(answer, question=f"问 {verdict}？ "), verdict)
    useful, wrong, off, decline = lines(path)
    useful["accepted"] = True
    wrong |= {"evidence": ["甲应当登记"], "kind": "fixed", "document": "测试条例"}
    decline["accepted"] = True
    text = "\n".join(json.dumps(line) for line in (useful, wrong, off, decline))
    path.write_text(text, encoding="utf-8")
    return path


def test_reviewed_lines_become_questions(answer: Answer, tmp_path: Path) -> None:
    questions, left = reviewed(reviewed_file(tmp_path / "feedback.jsonl", answer))
    assert left == 1
    got = [
        tuple(q[name] for name in ("question", "kind", "evidence", "document")) for q in questions
    ]
    assert got == [
        ("问 useful？", "feedback", ["第二条 本条例适用于测试。"], None),
        ("问 wrong_citation？", "fixed", ["甲应当登记"], "测试条例"),
        ("问 should_decline？", "feedback", [], None),
    ]


def test_the_command_writes_a_questions_file(
    answer: Answer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = reviewed_file(tmp_path / "feedback.jsonl", answer)
    assert main(["feedback", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == "3 题；1 行尚未审核\n"
    (tmp_path / "questions.jsonl").write_text(out, encoding="utf-8")
    loaded = load(tmp_path / "questions.jsonl")
    assert [question.answerable for question in loaded] == [True, True, False]
    assert len({question.id for question in loaded}) == 3


def test_questions_that_cannot_be_written_are_told(answer: Answer, tmp_path: Path) -> None:
    path = reviewed_file(tmp_path / "feedback.jsonl", answer)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "eval", "feedback", str(path)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "无法输出：No space left on device\n")


def test_the_last_review_of_a_question_counts(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    entries = [{"question": "几月？", "evidence": ["六"]}, {"question": "几月？ ", "evidence": []}]
    path.write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    questions, _ = reviewed(path)
    assert [question["evidence"] for question in questions] == [[]]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"question": "a", "accepted": true, "verdict": "off_topic"}', "第 1 行.*evidence"),
        ('{"question": "a", "accepted": true, "verdict": "useful"}', "第 1 行.*evidence"),
        ('{"question": "a", "evidence": "b"}', "第 1 行.*数组"),
        ('{"evidence": []}', "第 1 行.*question"),
        ("\n{", "第 2 行.*JSON"),
    ],
)
def test_a_faulty_line_is_named(
    tmp_path: Path, line: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        reviewed(path)
    assert main(["feedback", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
