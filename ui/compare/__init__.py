"""The tab 对照: two documents side by side."""
