"""Great Expectations, really run: over the counts of a load, and once more over the rows themselves."""

import re
import socket
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines.check.checkpoint import build_data_docs, compare_verdicts, import_great_expectations
from pipelines.check.expectations import rules_of_table
from pipelines.check.row_counts import count_rows
from tests.pipelines.canonical_rows import LOAD_TIME, insert, make_staging
from warehouse.config.codes import CHANNELS
from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.home import quality
from warehouse.store.engine import open_engine

SCORES = "id,day,score,text\n1,2026-08-01,5,good\n2,2026-08-02,9,\n"
LOADED_FROM_ELSEWHERE = (
    r"""(?:src|href|action|data)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|<script[^>]+src"""
)


def test_data_docs_show_every_load_and_fetch_nothing_from_elsewhere(load, give, monkeypatch):
    load(give("a.csv", SCORES))
    load(give("b.csv", SCORES.replace("1,2026", "3,2026")))

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the check reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    engine = open_engine()
    index = build_data_docs(engine, quality())
    engine.close()
    pages = {str(page.relative_to(index.parent)): page.read_text() for page in index.parent.rglob("*.html")}
    runs = {tuple(name.split("/")[1:3]) for name in pages if name.startswith("validations")}
    assert runs >= {("responses", "load 1"), ("responses", "load 2"), ("files", "load 2")}
    (of_first,) = [html for name, html in pages.items() if name.startswith("validations/responses/load 1/")]
    assert "score_on_its_scale" in of_first and "Failed" in of_first  # the 9 on a scale to 5
    assert [found for html in pages.values() for found in re.findall(LOADED_FROM_ELSEWHERE, html)] == []


def test_without_a_load_the_command_says_how_to_get_one(home):
    with pytest.raises(NoWarehouse, match=r"nothing is loaded in .* yet; load exports with"):
        open_engine()


def test_a_verdict_that_differs_from_the_loads_is_an_error():
    said = pl.DataFrame({"load_id": [3, 3], "table_name": ["orders"] * 2, "rule": ["a", "b"], "is_met": [True, False]})
    compare_verdicts(said, {("orders", "b")})
    for other in (set(), {("orders", "a"), ("orders", "b")}):
        with pytest.raises(
            HiloError, match=r"load 3: orders: Great Expectations does not say of [ab] what the load said"
        ):
            compare_verdicts(said, other)


def test_great_expectations_counts_the_same_failing_rows():
    con = make_staging()
    rows = [
        {"channel": "phone", "record_id": "z:1", "started_at": "1970-01-01"},
        {"channel": "fax", "record_id": None},
        {"channel": None},
        {"channel": "chat", "record_id": "z:4", "started_at": "2027-05-01"},
    ]
    for number, row in enumerate(rows):
        insert(
            con, "staging.interactions", {"source": "z", "_row": number, "_file": 1, "started_at": "2026-05-01"} | row
        )
    rules = rules_of_table("interactions", LOAD_TIME)
    (counts,) = count_rows(con, "staging", "interactions", rules)
    ours = dict(zip((rule.name for rule in rules), counts.failing, strict=True))
    gx = import_great_expectations()
    kinds = gx.expectations
    theirs = {
        "record_id_given": kinds.ExpectColumnValuesToNotBeNull(column="record_id"),
        "channel_known": kinds.ExpectColumnValuesToBeInSet(column="channel", value_set=list(CHANNELS)),
        "started_at_plausible": kinds.ExpectColumnValuesToBeBetween(
            column="started_at", min_value=datetime(1990, 1, 1), max_value=LOAD_TIME + timedelta(days=2)
        ),
    }
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset("interactions")
    frame = con.execute("SELECT * FROM staging.interactions").df()
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    found = {name: batch.validate(rule).result["unexpected_count"] for name, rule in theirs.items()}
    assert found == {name: ours[name] for name in theirs} == {
        "record_id_given": 2, "channel_known": 1, "started_at_plausible": 2,
    }  # fmt: skip
