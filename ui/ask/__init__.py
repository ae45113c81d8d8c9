"""The tab 问答: a question, its answer, its export, and what readers say of it."""
