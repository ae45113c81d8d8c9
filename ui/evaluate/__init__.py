"""The tab 评测: questions asked of the store, figures, and what went wrong."""
