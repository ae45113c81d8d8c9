"""The part of the page that puts the product beside others."""

from pathlib import Path

from bench import plots
from bench.markdown import Part, table

__all__ = ["comparing"]


def comparing(compared: Part, results: Path) -> str:
    """Beside other products."""
    text = """## Beside other products

The same documents, questions and weights (multilingual-e5-small as it is fitted for this product,
see the README), each product in its own default way (*default*) and with its documented options
that suit Chinese (*chinese*: cut at 。；， into pieces of about 300 characters, "query: " and
"passage: " before the texts), ten passages a question. The others run these weights in float32
through sentence-transformers, as they do by default; ours runs an 8-bit copy in ONNX Runtime, from
which most of its speed comes (*times slower*, above). The model is loaded before the clock starts.
Embedding is compared in tokens a second, since a product that embeds the first 512 tokens of a long
piece and leaves out the rest has less to do: *embedded* is the share of the pieces' tokens that the
model has read. Ours embeds each text twice, as sentences and as windows.

Passages are of any length, so quality is compared by what a reader sees: *@500c* and *@2000c* are
the share of questions whose evidence lies within that many characters, passages in order; *R@1*
goes with the length of the first passage, since a whole document as one passage is always right.
Rules of ours were mended with the questions about the plenum in sight, as the README says; nothing
of the others was.
"""
    for name, part in sorted(compared.items(), reverse=True):
        about = (
            "the plenum, answerable questions of `eval/questions.jsonl`"
            if name == "plenum"
            else "a folder of documents; the first part of a sentence asks for the whole"
        )
        text += f"""
### {name}: {about}

Files: {part["files"]}; characters: {part["characters"]:,}; questions: {part["questions"]}; rounds:
{part["rounds"]}.

{_products(part)}
How many times as long as ours the others take (median over the rounds, least to most):

{_ratios(part)}
![Speed, {name}](peers-{name}-speed.svg)
![Quality, {name}](peers-{name}-quality.svg)
"""
        names = [f"{row['product']}, {row['variant']}" for row in part["rows"]]
        plots.bars(
            results / f"peers-{name}-speed.svg",
            names,
            {"ms a question (p50)": [row["question_ms"]["p50"] for row in part["rows"]]},
            *("milliseconds", "Time of a question", True),
        )
        plots.bars(
            results / f"peers-{name}-quality.svg",
            names,
            {
                f"within {n} characters": [row["quality"][f"recall@{n}c"] for row in part["rows"]]
                for n in (500, 2000)
            },
            *("share of questions", "Questions whose evidence is shown"),
        )
    return text


def _products(part: Part) -> str:
    head = ["product", "options", "pieces", "characters each", "embedded", "index s", "tokens/s"]
    head += ["p50 ms", "p95 ms", "peak MB", "@500c", "@2000c", "R@1", "first passage, characters"]
    return table(
        head,
        [
            [
                *(row["product"], row["variant"], row["chunks"], row["chunk_characters"]),
                *(f"{row['embedded_share']:.0%}", row["index_s"], row["tokens_per_s"]),
                *(row["question_ms"]["p50"], row["question_ms"]["p95"], row["peak_mb"]),
                *(row["quality"][key] for key in ("recall@500c", "recall@2000c", "recall@1")),
                row["quality"]["first_characters"],
            ]
            for row in part["rows"]
        ],
    )


def _ratios(part: Part) -> str:
    def shown(value: dict[str, float]) -> str:
        return f"{value['median']:.3g} ({value['min']:.3g}–{value['max']:.3g})"

    keys = ("slower_to_embed", "slower_to_index", "slower_to_ask")
    return table(
        ["product", "options", "a token", "the index", "a question", "versions"],
        [
            [
                *(row["product"], row["variant"], *(shown(row[key]) for key in keys)),
                ", ".join(f"{name} {version}" for name, version in row["versions"].items()),
            ]
            for row in part["rows"][1:]
        ],
    )
