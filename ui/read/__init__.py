"""The tab 原文: a whole document, and what the browser fetches of it."""
