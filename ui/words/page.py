"""Words of the whole page."""

__all__ = ["WORDS"]

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "html_lang": "zh-CN",
        "tab_ask": "问答",
        "tagline": "就中文文件提问，得到原文条款和可核对的出处；文件里没有的，如实相告。",
        "store": "{documents} 篇 · {clauses} 条",
        "switch": "English",
        "page": "第 {page} 页",
        "preparing": "正在准备，完成后即可提问",
        "held": "问题已记下，准备好后立即回答。",
        "away": "连不上服务器，正在重试……",
        "open_store": "打开索引",
        "stage": "{stage}：{done} / {total}",
        "failed": "暂时不能使用",
        "check": "请检查",
        "not_ready": "索引还在准备中，请稍后再问。",
        "skipped": "有文件没有读入",
    },
    "en": {
        "html_lang": "en",
        "tab_ask": "Ask",
        "tagline": "Ask Chinese documents; get the very clauses that answer, with citations you"
        " can check, or an honest no.",
        "store": "{documents} documents · {clauses} clauses",
        "switch": "中文",
        "page": "page {page}",
        "preparing": "Getting ready; you can ask as soon as this is done",
        "held": "Your question is noted and will be answered as soon as this is done.",
        "away": "The server cannot be reached; trying again…",
        "open_store": "opening the store",
        "stage": "{stage}: {done} / {total}",
        "failed": "Not available at the moment",
        "check": "Please check",
        "not_ready": "The store is still being prepared; please ask again in a moment.",
        "skipped": "Some files were not read",
    },
}
