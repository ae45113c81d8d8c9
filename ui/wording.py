"""Every string of the page, in Chinese and in English."""

from typing import Literal

__all__ = ["EXAMPLES", "TEXT", "Lang", "say"]

Lang = Literal["zh", "en"]

# One question of every kind: everyday language, by number, about the meeting,
# Traditional characters, English, and one that the documents do not answer.
EXAMPLES = (
    "四川要建哪些铁路？",
    "决定第十五条讲什么",
    "出席全会的省委委员有多少人？",
    "養老服務有什麼要求",
    "What does the decision say about ecological protection?",
    "火锅底料怎么炒？",
)

TEXT: dict[Lang, dict[str, str]] = {
    "zh": {
        "html_lang": "zh-CN",
        "tagline": "就中文文件提问，得到原文条款和可核对的出处；文件里没有的，如实相告。",
        "store": "{documents} 个文件 · {clauses} 条",
        "switch": "English",
        "question": "问题",
        "placeholder": "用口语、关键词、条号都可以提问，按回车键提交",
        "ask": "提问",
        "examples": "例如",
        "panels": "切换面板",
        "answer": "回答",
        "source": "原文",
        "reading": "原文：{title}",
        "document": "文件",
        "outline": "目录",
        "origin": "来源 {source}",
        "found": "找到 {count} 段，按相关程度排列",
        "asked": "问：",
        "searched": "已按“{words}”查找（原文件中没有所写的词，按读音改正）",
        "not_found": "没有找到答案",
        "nearest": "最接近的段落，低于阈值",
        "open": "在原文中查看：{citation}",
        "passage": "第 {rank} 段引文",
        "confidence": "把握",
        "repeats": "与第 {rank} 段所引为同一句话",
        "high": "很大",
        "medium": "较大",
        "low": "一般",
        "below": "不足（低于阈值）",
        "page": "第 {page} 页",
        "copy": "复制引用",
        "copied": "已复制",
        "not_copied": "未能复制，请选中文字后手动复制",
        "related": "相关条款",
        "related_count": "相关条款（{count}）",
        "cites": "引用",
        "cited_by": "被引用",
        "located": "已在原文中定位：{citation}",
        "welcome": "提出问题，这里会列出能回答它的原文段落，依据所在的句子加下划线标出。"
        "点出处，原文就翻到那一条。",
        "reader_empty": "准备好之后，这里可以通读原文。",
        "preparing": "正在准备，完成后即可提问",
        "open_store": "打开索引",
        "stage": "{stage}：{done} / {total}",
        "failed": "暂时不能使用",
        "not_ready": "索引还在准备中，请稍后再问。",
        "skipped": "有文件没有读入",
    },
    "en": {
        "html_lang": "en",
        "tagline": "Ask Chinese documents; get the very clauses that answer, with citations you"
        " can check, or an honest no.",
        "store": "{documents} documents · {clauses} clauses",
        "switch": "中文",
        "question": "Question",
        "placeholder": "Everyday words, keywords or clause numbers; press Enter to ask",
        "ask": "Ask",
        "examples": "For example",
        "panels": "Switch panel",
        "answer": "Answer",
        "source": "Source",
        "reading": "Source: {title}",
        "document": "Document",
        "outline": "Contents",
        "origin": "from {source}",
        "found": "Passages found: {count}, the most relevant first",
        "asked": "You asked: ",
        "searched": "Searched for “{words}” (corrected by sound to a word of the documents)",
        "not_found": "No answer found",
        "nearest": "Nearest passages, below the threshold",
        "open": "See in the source: {citation}",
        "passage": "Passage {rank}",
        "repeats": "The same sentence as in passage {rank}",
        "confidence": "Confidence",
        "high": "high",
        "medium": "good",
        "low": "moderate",
        "below": "too low (below threshold)",
        "page": "page {page}",
        "copy": "Copy citation",
        "copied": "Copied",
        "not_copied": "Could not copy; select the text and copy it by hand",
        "related": "Related clauses",
        "related_count": "Related clauses ({count})",
        "cites": "Cites",
        "cited_by": "Cited by",
        "located": "Found in the source: {citation}",
        "welcome": "Ask a question: the passages that answer it appear here, with the telling"
        " sentences underlined. A citation opens the source at that very clause.",
        "reader_empty": "The documents can be read here once everything is ready.",
        "preparing": "Getting ready; you can ask as soon as this is done",
        "open_store": "opening the store",
        "stage": "{stage}: {done} / {total}",
        "failed": "Not available at the moment",
        "not_ready": "The store is still being prepared; please ask again in a moment.",
        "skipped": "Some files were not read",
    },
}


def say(lang: Lang, key: str, **values: object) -> str:
    """The string `key` in language `lang`, with `values` filled in."""
    return TEXT[lang][key].format(**values)
