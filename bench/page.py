"""Results -> docs/benchmarks/README.md and its plots."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench import plots
from bench.compared import comparing
from bench.markdown import Part, table
from bench.measures import growth
from bench.results import read
from bench.reuse import COSINE
from bench.stages import REST, STAGES
from bench.stores import SIZES

__all__ = ["write_page"]

_HEAD = """# Benchmarks

Written by `scripts/bench` from the JSON files beside it; do not edit. To have every figure again:

```sh
scripts/bench all --stard STARD/corpus.jsonl.gz --documents my-documents/
```

or one part of it at a time (`scripts/bench --help`). STARD is
[oneal2000/STARD](https://github.com/oneal2000/STARD) in BEIR form; without it the plenum alone is
measured. The first run embeds each of its texts once (about 200,000; an hour on two cores) and
installs the products that are compared, each into an environment of its own; both are kept in the
cache folder, so later runs take minutes.
"""

_SIZES = f"""## What is measured

| size | what it is |
|---|---|
| plenum | `corpus/`, a communiqué and a decision; asked the questions of `eval/questions.jsonl` |
| 10k, 100k | as many whole laws of STARD as hold 10,000 or 100,000 sentences, one text file each |
| stard | all 55,404 articles of STARD, in 1,262 laws |
| 1m | the same laws and varied copies of them, until there are 1,000,000 sentences |

All but the plenum are asked STARD's own questions. In each copy one in ten kinds of Chinese
character trades places with another of like frequency; the vector of a text in a copy is that of
its original with noise, at cosine {COSINE} to it, in a direction of its own. So words, postings and
vectors lie as in as many real clauses, and nothing has to be embedded for days. A text that none of
the traded characters occurs in is repeated as it is.
"""

_BUSY = 4  # load for each core from which on a measurement had not the machine to itself


def write_page(results: Path) -> None:
    """Write the page and its plots from what has been measured so far."""
    asked, built = read(results, "ask"), read(results, "build")
    served, compared = read(results, "load"), read(results, "peers")
    sections = [_HEAD, _SIZES]
    if asked:
        sections.append(_asking(_in_order(asked), results))
    if built:
        sections.append(_building(_in_order(built)))
    if len(_grown(asked)) > 1:
        sections.append(_growing(asked, built, results))
    if served:
        sections.append(_serving(served))
    if compared:
        sections.append(comparing(compared, results))
    sections.append(_where([asked, built, served, compared]))
    results.mkdir(parents=True, exist_ok=True)
    (results / "README.md").write_text("\n".join(sections), encoding="utf-8")


def _in_order(parts: Part) -> Part:
    return {name: parts[name] for name in SIZES if name in parts}


def _asking(asked: Part, results: Path) -> str:
    """Latency, by stage, cold start, memory."""
    rows = [
        [
            *(name, part["sentences"]),
            *(part["question_ms"][p] for p in ("p50", "p95", "p99")),
            part["processor_ms"]["p50"],
            *(part["open_s"], part["cold"]["cpu_s"], part["cold"]["wall_s"]),
            *(part["cold"]["peak_mb"], part["peak_mb"], part["anonymous_mb"], part["store_mb"]),
        ]
        for name, part in asked.items()
    ]
    stages = {
        stage: [part["stages_ms"][stage]["p50"] for part in asked.values()]
        for stage in (*STAGES, REST)
    }
    plots.stacked(
        results / "stages.svg",
        [f"{name} ({part['sentences']:,} sentences)" for name, part in asked.items()],
        *(stages, "milliseconds (sum of the medians)", "Where the time of a question goes"),
    )
    head = ["size", "sentences", "p50 ms", "p95 ms", "p99 ms", "processor ms", "open s"]
    head += ["cold processor s", "cold s", "cold peak MB", "peak MB", "of it no file's", "store MB"]
    by_stage = table(
        ["size", *(f"{stage} ms" for stage in stages)],
        [[name, *(column[i] for column in stages.values())] for i, name in enumerate(asked)],
    )
    return f"""## A question

One user, one question after the other, in a process that has answered a few before: end to end in
Python (`Assistant.ask`, five passages with citations). *Open* is opening the store, without the
model; *cold* a whole `python -m qa ask`. *Peak* is the most memory that is resident, mapped files
included; those pages are shared between processes and given back when memory is short.

{table(head, rows)}
![Where the time of a question goes](stages.svg)

Medians by stage, measured in a round of its own:

{by_stage}"""


def _building(built: Part) -> str:
    """Build time, by stage; speed against the encoder."""
    stages = ["read", "cut", "embed", "write"]
    rows = []
    for name, part in built.items():
        cost = part["known_vectors"]
        counts = cost["counts"]
        rows.append(
            [
                *(name, counts["clauses"], counts["sentences"], cost["seconds"]),
                *(cost["stages"].get(stage, 0.0) for stage in stages),
                *(cost["peak_mb"], cost["store_mb"]),
            ]
        )
    head = ["size", "clauses", "sentences", "seconds", *stages, "peak MB", "store MB"]
    fresh = [
        _fresh(name, part["from_nothing"]) for name, part in built.items() if "from_nothing" in part
    ]
    first = ["size", "texts", "seconds", "tokens/s", "encoder alone", "share of it"]
    first += ["float32 tokens/s", "times slower"]
    return f"""## Building a store

From nothing, every text embedded. The limit is the 8-bit encoder alone on the same texts in the
same run; *float32* is the same model through sentence-transformers, on 400 of the texts.

{table(first, fresh)}
With vectors and tokens that are known from before (what it costs besides embedding, in seconds;
the peak includes the vectors of all sizes, which the benchmark keeps in memory):

{table(head, rows)}"""


def _fresh(name: str, made: Part) -> list[Any]:
    speed, shares = made["speed"], made["shares_of_encoder"]
    return [
        *(name, speed["texts"], made["seconds"], speed["build"], speed["encoder"]),
        *(f"{median(shares):.0%}", speed["float32_on_sample"]),
        speed["encoder_on_sample"] / speed["float32_on_sample"],
    ]


def _grown(asked: Part) -> Part:
    """The sizes that are of one kind."""
    return {name: part for name, part in _in_order(asked).items() if name != "plenum"}


def _growing(asked: Part, built: Part, results: Path) -> str:
    """How question and build grow."""
    sizes = _grown(asked)
    times = {
        p: {part["sentences"]: part["question_ms"][p] for part in sizes.values()}
        for p in ("p50", "p95")
    }
    plots.lines(
        *(results / "growth-question.svg", times, "sentences", "milliseconds"),
        "A question, as the store grows",
    )
    p50 = times["p50"]
    least, most = min(p50), max(p50)
    text = f"""## How it grows

From {least:,} to {most:,} sentences the median question takes {p50[most] / p50[least]:.1f} times as
long (time ~ sentences^{growth(p50):.2f}).

![A question, as the store grows](growth-question.svg)
"""
    seconds = {
        part["known_vectors"]["counts"]["sentences"]: part["known_vectors"]["seconds"]
        for part in _grown(built).values()
    }
    if len(seconds) > 1:
        memory = {
            part["known_vectors"]["counts"]["sentences"]: part["known_vectors"]["peak_mb"]
            for part in _grown(built).values()
        }
        plots.lines(
            results / "growth-build.svg",
            {"seconds": seconds, "peak MB": memory},
            *("sentences", "seconds, MB", "A build without embedding, as the store grows"),
        )
        text += f"""
A build without embedding: time ~ sentences^{growth(seconds):.2f} (1 is linear), memory ~
sentences^{growth(memory):.2f}. Embedding is linear in the tokens.

![A build without embedding, as the store grows](growth-build.svg)
"""
    return text


def _serving(served: Part) -> str:
    """Many people at once."""
    rows = [
        [
            *(name, part["clients"], part.get("pause_s", 0)),
            *(part["answers"], part["answers_per_s"]),
            *(sum(part["errors"].values()), part["mixed_up"], part["single_ms"]["p50"]),
            *(part["many_ms"]["p50"], part["many_ms"]["p95"]),
            *(part["p95_over_single_p50"], part["per_core"]),
            *(part["memory_mb"][when]["pss"] for when in ("start", "end")),
            _seen(part),
        ]
        for name, part in sorted(served.items())
    ]
    head = [
        "run",
        "clients",
        "pause s",
        "answers",
        "a second",
        "errors",
        "mixed up",
        "single p50 ms",
    ]
    head += ["p50 ms", "p95 ms", "p95 / single p50", "per core", "MB at start", "at end", "rebuild"]
    errors = sorted({error for part in served.values() for error in part["errors"]})
    said = (
        "\nErrors met:\n\n" + "\n".join(f"- `{error}`" for error in errors) + "\n" if errors else ""
    )
    if broken := [name for name, part in sorted(served.items()) if part.get("tracebacks")]:
        said += f"\nThe server's log held tracebacks in: {', '.join(broken)}.\n"
    return f"""## Many people at once

`app.py` serves a store; clients ask its endpoint `/ask` one question after the other, and every
answer is compared with the library's. With a *pause* each of them reads for so long on average
before the next question, as people do (exponentially distributed). Without one, as many questions
as there are clients are under way at any time, and each waits for the processor time of
clients / cores answers, however fast an answer is. Clients run on the same machine. In a run with
*reindex* a document is added to the store by `python -m qa index` while it is being asked.

{table(head, rows)}{said}"""


def _seen(part: Part) -> str:
    if part["rebuilt_s"] is None:
        return "—"
    if part["first_new_answer_s"] is None:
        return "not seen"
    first, ended = part["first_new_answer_s"], part["rebuilt_s"]
    return (
        f"seen at {first:.0f} s (command ended at {ended:.0f} s), {part['old_after_new']} old later"
    )


def _where(every: Sequence[Part]) -> str:
    """On what and when the parts were measured."""
    names = ("ask", "build", "load", "peers")
    seen = [
        (f"{name}: {part}", value["surroundings"])
        for name, parts in zip(names, every, strict=True)
        for part, value in parts.items()
    ]
    if not seen:
        return ""
    rows = [
        [
            *(
                name,
                s["when"],
                s["processor"],
                s["cores"],
                s["memory_gb"],
                s["system"],
                s["python"],
            ),
            s["load"],
        ]
        for name, s in seen
    ]
    head = ["part", "when", "processor", "cores", "GB", "system", "Python", "load"]
    busy = [name for name, s in seen if s["load"] > _BUSY * s["cores"]]
    warning = (
        f"\n**Other programs were busy on the machine during {', '.join(busy)}: those times are "
        "too long, and ratios between them are rough.**\n"
        if busy
        else ""
    )
    packages = ", ".join(f"{k} {v}" for k, v in sorted(seen[-1][1]["packages"].items()))
    return f"""## On what

{table(head, rows)}{warning}
{packages}.
"""
