"""txtai: its segmentation and a hybrid index (vectors and BM25)."""

from typing import Any

from bench.runners.common import CHARACTERS, SEPARATORS, Indexed, Job, main


def load(job: Job) -> Any:
    """Embeddings, whose index is empty yet. They take prompts from the model's folder."""
    from txtai import Embeddings

    model = Embeddings(path=job.model, hybrid=True, content=True)
    model.batchtransform(["一"])
    return model


def index(job: Job, model: Any) -> Indexed:
    """Split, embed, and ask by hybrid search."""
    from txtai.pipeline import Segmentation

    options: dict[str, Any] = (
        {
            "chunker": "sentence",
            "tokenizer": "character",
            "chunk_size": CHARACTERS,
            "delim": SEPARATORS[1:4],
        }
        if job.chinese
        else {"paragraphs": True}
    )
    split = Segmentation(**options)
    chunks = [chunk for text in job.texts() for chunk in split(text)]
    model.index(chunks)

    def ask(question: str) -> list[str]:
        return [found["text"] for found in model.search(question, job.top)]

    return Indexed(chunks, ask)


if __name__ == "__main__":
    main(load, index, ["txtai", "faiss-cpu"])
