"""The tab 文档: which documents there are; adding, replacing and removing them."""
