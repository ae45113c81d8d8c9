"""LangChain: RecursiveCharacterTextSplitter and FAISS."""

from typing import Any

from bench.runners.common import CHARACTERS, OVERLAP, SEPARATORS, Indexed, Job, main


def load(job: Job) -> Any:
    """The embedding model."""
    from langchain_huggingface import HuggingFaceEmbeddings

    prompts = (
        {
            "encode_kwargs": {"prompt_name": "document"},
            "query_encode_kwargs": {"prompt_name": "query"},
        }
        if job.chinese
        else {}
    )
    model = HuggingFaceEmbeddings(model_name=job.model, **prompts)
    model.embed_query("一")
    return model


def index(job: Job, model: Any) -> Indexed:
    """Split, embed, and ask by similarity search."""
    from langchain_community.vectorstores import FAISS
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    options: dict[str, Any] = (
        {
            "separators": [*SEPARATORS, ""],
            "keep_separator": "end",
            "chunk_size": CHARACTERS,
            "chunk_overlap": OVERLAP,
        }
        if job.chinese
        else {}
    )
    chunks = RecursiveCharacterTextSplitter(**options).create_documents(job.texts())
    store = FAISS.from_documents(chunks, model)

    def ask(question: str) -> list[str]:
        return [found.page_content for found in store.similarity_search(question, k=job.top)]

    return Indexed([chunk.page_content for chunk in chunks], ask)


if __name__ == "__main__":
    main(
        *(load, index),
        ["langchain-text-splitters", "langchain-community", "langchain-huggingface", "faiss-cpu"],
    )
