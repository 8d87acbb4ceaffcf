"""Exports in: every file format becomes rows of text columns, each with the line that it stood on."""
