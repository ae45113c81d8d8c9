"""What is asked: the words of a question, and the documents, places and clauses that it names."""
