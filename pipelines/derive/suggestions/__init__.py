"""Persons that may be one, with the evidence, for a person to decide."""
