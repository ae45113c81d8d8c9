"""One program for each product that is compared: documents in, ranked passages out."""
