"""The tables of words are what the script makes of CLDR, and the command of columns says what they declare."""

from pathlib import Path

import pytest

from pipelines.commands.columns import list_columns
from pipelines.words import read_words
from scripts.write_words import FOLDER, word_files
from warehouse.config.errors import WrongUse


def test_the_tables_are_those_of_cldr():
    made = word_files()
    assert {name: (Path(FOLDER) / name).read_text(encoding="utf-8") for name in made} == made


def test_a_word_of_two_meanings_is_in_no_table():
    months = read_words("dates")["months"]
    assert [number for number, names in months.items() if "listopad" in names or "srp" in names] == []
    assert [number for number, names in months.items() if "out" in names] == ["10"]


def test_the_columns_of_a_table_have_kind_unit_meaning_and_values():
    found = {column.name: column for column in list_columns("orders")}
    assert (
        found["status"].meaning == "one of `open`, `paid`, `fulfilled`, `cancelled`, `refunded`, `partially_refunded`"
    )
    assert (found["amount"].kind, found["amount"].meaning) == (
        "number, in its currency",
        "charged; empty: the export has no value",
    )
    assert {column.name: column.kind for column in list_columns("interactions")}["resolved_at"] == "time"
    with pytest.raises(WrongUse, match="no table 'nobody'"):
        list_columns("nobody")
