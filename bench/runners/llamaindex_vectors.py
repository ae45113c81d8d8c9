"""LlamaIndex: SentenceSplitter and VectorStoreIndex."""

from typing import Any

from bench.runners.common import CHARACTERS, OVERLAP, Indexed, Job, main


def load(job: Job) -> Any:
    """The embedding model."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    prompts = (
        {"query_instruction": "query: ", "text_instruction": "passage: "} if job.chinese else {}
    )
    model = HuggingFaceEmbedding(model_name=job.model, **prompts)
    model.get_query_embedding("一")
    return model


def index(job: Job, model: Any) -> Indexed:
    """Split, embed, and ask the retriever."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    options: dict[str, Any] = (
        {
            "chunk_size": CHARACTERS,
            "chunk_overlap": OVERLAP,
            "paragraph_separator": "\n",
            "secondary_chunking_regex": "[^，。；？！]+[，。；？！]?",
        }
        if job.chinese
        else {}
    )
    documents = [Document(text=text) for text in job.texts()]
    nodes = SentenceSplitter(**options).get_nodes_from_documents(documents)
    retriever = VectorStoreIndex(nodes, embed_model=model).as_retriever(similarity_top_k=job.top)

    def ask(question: str) -> list[str]:
        return [found.node.get_content() for found in retriever.retrieve(question)]

    return Indexed([node.get_content() for node in nodes], ask)


if __name__ == "__main__":
    main(load, index, ["llama-index-core", "llama-index-embeddings-huggingface"])
