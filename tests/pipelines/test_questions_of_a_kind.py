"""Records that a file gives several times a row: one for each question."""

import pytest

from pipelines.mapping.model import File, Mapping, Record
from pipelines.stage.each import expand_each
from warehouse.config.errors import HiloError

RECORD = Record(
    table="responses", each="^(.+)_GROUP$", when='"{each}" IS NOT NULL',
    columns={"record_id": "id", "score": "{each}", "survey": {"sql": "'Shop{name}'"}},
)  # fmt: skip


def mapping(*records: Record) -> Mapping:
    return Mapping(name="survey", file=File(format="csv", required=["id"]), record=list(records))


def test_a_record_is_made_for_each_question():
    labels = ("id", "1_Q1", "1_Q1_GROUP", "2_Q1", "2_Q1_GROUP", "lost_GROUP")
    first, second = expand_each(mapping(RECORD), labels, {}, "a.csv").record
    assert (first.when, first.specs()["score"].column, first.specs()["survey"].sql) == (
        '"1_Q1" IS NOT NULL',
        "1_Q1",
        "'Shop 1_Q1'",
    )
    assert (second.when, second.specs()["score"].column, second.specs()["survey"].sql) == (
        '"2_Q1" IS NOT NULL',
        "2_Q1",
        "'Shop 2_Q1'",
    )


def test_the_only_question_needs_no_name_and_a_quote_in_a_label_stays_one():
    [only] = expand_each(mapping(RECORD), ("id", 'how\'s "it"', 'how\'s "it"_GROUP'), {}, "a.csv").record
    assert (only.when, only.specs()["survey"].sql) == ('"how\'\'s ""it""" IS NOT NULL', "'Shop'")


def test_an_option_may_name_several_columns():
    asked = Record(
        table="responses", each="option:csat", columns={"record_id": {"sql": "\"id\" || '{suffix}'"}, "score": "{each}"}
    )
    found = expand_each(mapping(asked), ("id", "Q3", "Q5"), {"csat": "Q3; Q5"}, "a.csv").record
    assert [(record.specs()["score"].column, record.specs()["record_id"].sql) for record in found] == [
        ("Q3", "\"id\" || ''"),
        ("Q5", "\"id\" || '.Q5'"),
    ]
    with pytest.raises(HiloError, match="no question of survey is in the file; name one: --option csat=COLUMN"):
        expand_each(mapping(asked), ("id",), {}, "a.csv")
