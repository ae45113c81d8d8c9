"""Haystack: a document splitter and the in-memory embedding retriever."""

from typing import Any

from bench.runners.common import CHARACTERS, OVERLAP, SEPARATORS, Indexed, Job, main


def load(job: Job) -> Any:
    """The embedders of documents and of questions."""
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    passage, query = ({"prefix": "passage: "}, {"prefix": "query: "}) if job.chinese else ({}, {})
    quiet: dict[str, Any] = {"progress_bar": False}
    documents = SentenceTransformersDocumentEmbedder(model=job.model, **passage, **quiet)
    questions = SentenceTransformersTextEmbedder(model=job.model, **query, **quiet)
    documents.warm_up()
    questions.warm_up()
    questions.run(text="一")
    return documents, questions


def index(job: Job, model: Any) -> Indexed:
    """Split, embed, and ask the retriever."""
    from haystack import Document
    from haystack.components.preprocessors import DocumentSplitter, RecursiveDocumentSplitter
    from haystack.components.retrievers import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    documents, questions = model
    options: dict[str, Any] = {
        "separators": SEPARATORS,
        "split_unit": "char",
        "split_length": CHARACTERS,
        "split_overlap": OVERLAP,
    }
    splitter = RecursiveDocumentSplitter(**options) if job.chinese else DocumentSplitter()
    splitter.warm_up()
    chunks = splitter.run(documents=[Document(content=text) for text in job.texts()])["documents"]
    store = InMemoryDocumentStore()
    store.write_documents(documents.run(documents=chunks)["documents"])
    retriever = InMemoryEmbeddingRetriever(store, top_k=job.top)

    def ask(question: str) -> list[str]:
        vector = questions.run(text=question)["embedding"]
        return [found.content for found in retriever.run(query_embedding=vector)["documents"]]

    return Indexed([chunk.content for chunk in chunks], ask)


if __name__ == "__main__":
    main(load, index, ["haystack-ai", "sentence-transformers-haystack"])
