"""Kinds of documents, as their names end in them: alternatives of regular expressions.

Which of them count differs with what is read: 规定 and 决定 are verbs too, everybody has a 合同.
"""

__all__ = ["LAWS", "RULES"]

LAWS = "法典|法|宪法"
# By which nobody means something else.
RULES = "条例|办法|细则|规则|规程|章程|准则|通则"
