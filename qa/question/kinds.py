"""Kinds of documents, as their names end in them: alternatives of regular expressions; and words
that many names have before them.

Which of them count differs with what is read: 规定 and 决定 are verbs too, everybody has a 合同.
"""

from index.patterns import regex

__all__ = ["LAWS", "LIGHT", "RULES"]

LAWS = "法典|法|宪法"
# By which nobody means something else.
RULES = "条例|办法|细则|规则|规程|章程|准则|通则"
# What many titles have beside what they are about.
LIGHT = regex(
    "管理|监督|保护|促进|服务|发展|建设|工作|安全|保障|规范|防治|处罚|标准|改革|实行|执行"
)
