"""Contacts of one person about one thing, across channels."""
