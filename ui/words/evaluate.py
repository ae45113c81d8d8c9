"""Words of the tab 评测."""

__all__ = ["WORDS"]

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "tab_evaluate": "评测",
        "evaluate_welcome": "用一组有标准依据的题目考一考问答：命中、拒答、置信度各如何，"
        "答错的题错在哪里。",
        "evaluate_source": "题目",
        "evaluate_shipped": "随附的题目（关于随附的两份文件）",
        "evaluate_mine": "自己的题目",
        "evaluate_choose": "选择题目文件",
        "evaluate_hint": "文件只在浏览器里读入下面的框，不另存；每行一题："
        '{{"id": "1", "question": "……", "kind": "……", "evidence": ["原文片段"]}}，'
        "文件没有答案的题 evidence 写 []。",
        "evaluate_not_utf8": "这个文件不是 UTF-8 文本，请另存为 UTF-8",
        "evaluate_too_large": "这个文件太大，最多 1 MB",
        "evaluate_own": "题目，每行一题",
        "evaluate_run": "开始评测",
        "evaluate_cancel": "取消",
        "evaluate_cancelled": "评测已取消。",
        "evaluate_refused": "这些题目没有评测",
        "evaluate_asked": "已问 {done} / {total} 题",
        "evaluate_baselines": "{total} 题已问完，正在与基线比较",
        "evaluate_done": "评测完成：{questions} 题，其中 {answerable} 题可回答，首段命中 {first}",
        "evaluate_by_others": "其中 {count} 题的首段出自题目没有涉及的文件，一律按未命中计；"
        "索引里别的文件越多，命中越低。",
        "evaluate_download": "下载报告（JSON）",
        "evaluate_failures": "答错的题：{count} / {total}",
        "evaluate_choose_one": "点一道题，看它为什么答错。",
        "evaluate_back": "回到题目列表",
        "evaluate_answered": "作了回答",
        "evaluate_declined": "拒绝回答",
        "evaluate_confidence": "{state}，把握 {confidence}，阈值 {threshold}",
        "evaluate_evidence": "标准依据",
        "evaluate_no_evidence": "文件没有回答这个问题，应当拒答。",
        "evaluate_signals": "各段的信号",
        "evaluate_signals_note": "名次：检索时的次序，从 1 起。"
        "句、窗：与问题最像的一句、一窗的余弦；"
        "BM25：占可得分的份额；词：问题的词有多少在同一句里；"
        "逐词：问题的各词（少见的多算）与最像的一句里最近的词平均有多近，"
        "别句里更近的减 0.1 也算（只算前十段）；"
        "总分：前五者加权之和，点名的文件另加，缺少所问的另减；"
        "别处：问题更像一句日常生活的话的程度，把握随之降低。",
        "evaluate_no_search": "这道题按条号或文件名直接作答，没有经过检索。",
        "evaluate_rank": "名次",
        "evaluate_passage": "段落",
        "evaluate_sentence": "句",
        "evaluate_window": "窗",
        "evaluate_lexical": "BM25",
        "evaluate_coverage": "词",
        "evaluate_tokens": "逐词",
        "evaluate_missing": "所问",
        "evaluate_lacks": "缺",
        "evaluate_total": "总分",
        "evaluate_elsewhere": "别处",
        "evaluate_score": "把握",
        "evaluate_gold": "依据",
        "evaluate_passages": "原文",
        "evaluate_given": "回答的第 {rank} 段",
        "evaluate_not_given": "不在回答的前五段里",
    },
    "en": {
        "tab_evaluate": "Evaluate",
        "evaluate_welcome": "Put a set of questions with known evidence: how often it is found,"
        " what is declined, how far confidences can be trusted, and where wrong answers go wrong.",
        "evaluate_source": "Questions",
        "evaluate_shipped": "The shipped ones, about the two shipped documents",
        "evaluate_mine": "My own",
        "evaluate_choose": "Choose a file of questions",
        "evaluate_hint": "The browser reads the file into the box below; it is stored nowhere. A"
        ' question a line: {{"id": "1", "question": "…", "kind": "…", "evidence": ["verbatim"]}};'
        " [] if the documents do not answer it.",
        "evaluate_not_utf8": "This file is not UTF-8; save it as UTF-8",
        "evaluate_too_large": "This file is too large; at most 1 MB",
        "evaluate_own": "Questions, one a line",
        "evaluate_run": "Evaluate",
        "evaluate_cancel": "Cancel",
        "evaluate_cancelled": "The evaluation was cancelled.",
        "evaluate_refused": "These questions were not evaluated",
        "evaluate_asked": "Questions asked: {done} / {total}",
        "evaluate_baselines": "All {total} questions asked; comparing with the baselines",
        "evaluate_done": "Evaluated: {questions} questions, {answerable} of them answerable; first"
        " passage relevant {first}",
        "evaluate_by_others": "The first passage of {count} of them is from a document that no"
        " question is about, and counts as wrong: the more other documents, the lower the score.",
        "evaluate_download": "Download the report (JSON)",
        "evaluate_failures": "Questions that went wrong: {count} / {total}",
        "evaluate_choose_one": "Choose a question to see why it went wrong.",
        "evaluate_back": "Back to the list",
        "evaluate_answered": "Answered",
        "evaluate_declined": "Declined",
        "evaluate_confidence": "{state}, confidence {confidence}, threshold {threshold}",
        "evaluate_evidence": "Evidence",
        "evaluate_no_evidence": "The documents do not answer this; it should be declined.",
        "evaluate_signals": "Signals of each passage",
        "evaluate_signals_note": "Rank: the order of the search, from 1. Sentence, window: cosine"
        " of the most similar sentence and window; BM25: share of the attainable score; words:"
        " share of the question's words in one sentence; tokens: how near the words of the"
        " question, rare ones counting more, come to those of the best sentence, or of another,"
        " less .1, in the mean (first ten only); total: the weighted"
        " sum of these five, more for a document that is named, less where what is asked for is"
        " missing; elsewhere: how much nearer the question comes to a sentence about everyday life,"
        " which lowers the confidence.",
        "evaluate_no_search": "Answered by number or by the name of a document, without a search.",
        "evaluate_rank": "Rank",
        "evaluate_passage": "Passage",
        "evaluate_sentence": "Sentence",
        "evaluate_window": "Window",
        "evaluate_lexical": "BM25",
        "evaluate_coverage": "Words",
        "evaluate_tokens": "Tokens",
        "evaluate_missing": "Asked for",
        "evaluate_lacks": "missing",
        "evaluate_total": "Total",
        "evaluate_elsewhere": "Elsewhere",
        "evaluate_score": "Confidence",
        "evaluate_gold": "evidence",
        "evaluate_passages": "Passages",
        "evaluate_given": "passage {rank} of the answer",
        "evaluate_not_given": "not among the first five of the answer",
    },
}
