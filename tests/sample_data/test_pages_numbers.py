"""The planted truths are found again through the metrics that the pages show, and the bad rows are kept aside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from metrics.semantic.comparison import compare
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from tests.sample_data.conftest import Loaded
from tests.sample_data.planted import BAD_ROWS, EXPECTED
from tests.sample_data.raw import EXPORTS, FIX, read_text

# The raw count of repeated calls takes the exports' noon for the end of the data, the metric the last record's day.
# It knows whose each call is; the metrics leave out five that nobody can tell from the records (a number between two owners).
WITHIN = {"no_repeat_same_channel": (0.5, 5), "cost_per_matter_resolved": (0.05, 5)}


def scope_of(expect: dict[str, Any]) -> Scope:
    where = tuple((dimension, (value,)) for dimension, value in expect["where"].items())
    return Scope(expect.get("from"), expect.get("to"), where)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_metric_shows_the_planted_number(loaded: Loaded, name: str) -> None:
    expect = EXPECTED[name]
    value_within, n_within = WITHIN.get(expect["metric"], (0.005, 0))

    (row,) = compute(loaded.engine, expect["metric"], scope_of(expect)).to_dicts()

    assert row["n"] == pytest.approx(expect["n"], abs=n_within)
    assert row["value"] == pytest.approx(expect["value"], abs=value_within)


def test_the_fix_exceeds_noise_and_the_comparison_team_does_not(loaded: Loaded) -> None:
    scope = Scope(FIX, EXPECTED["fix.csat.email_after"]["to"])

    shown = {
        (metric, row["channel"]): row["exceeds_noise"]
        for metric in ("csat", "first_response")
        for row in compare(loaded.engine, metric, scope, ["channel"]).to_dicts()
        if row["channel"] in ("email", "webform")
    }

    assert shown == {("csat", "email"): True, ("csat", "webform"): False,
                     ("first_response", "email"): True, ("first_response", "webform"): False}  # fmt: skip


def test_the_segment_without_a_difference_raises_no_alarm(loaded: Loaded) -> None:
    rows = {row["segment"]: row for row in compute(loaded.engine, "nps", by=["segment"]).to_dicts()}
    home, small = rows["Hogar"], rows["Pyme"]

    assert home["low"] <= small["value"] <= home["high"]


def test_every_export_is_loaded_by_the_folder_alone(loaded: Loaded) -> None:
    exports = [path for path in EXPORTS.rglob("*") if path.is_file() and path.suffix != ".toml"]

    assert loaded.outcome.refused == {}
    assert set(loaded.outcome.accounts) == {str(path) for path in exports}


def test_the_bad_rows_and_no_others_are_kept_aside(loaded: Loaded) -> None:
    rejected = {
        Path(name).name: account.rows_rejected
        for name, (_, account) in loaded.outcome.accounts.items()
        if account.rows_rejected
    }
    listed = Counter(next(name for name in names() if name.startswith(row["file"])) for row in BAD_ROWS)

    assert rejected == dict(listed)


def test_bad_cells_of_rows_that_stand_without_them_are_emptied_and_said(loaded: Loaded) -> None:
    found = {
        (Path(name).name, f"{cells.table_name}.{cells.column_name}", cells.reason, cells.cells, cells.examples)
        for name, (_, account) in loaded.outcome.accounts.items()
        for cells in account.emptied
    }
    contacts = "bruvanta-ctr-1-2026-05-01-00-00-00-1393ed52-9a2b-4b86-8326-357e1b4d7a32.gz"
    form, ratings, no_time = (
        "Bruvanta_Recomendacion_2026.csv",
        "satisfaction_ratings.json.gz",
        "not a date or time in a known form",
    )
    assert found == {
        (contacts, "interactions.wait_seconds", "not a duration", 1, "twenty"),
        (form, "responses.score", "not a number", 1, "nueve"),
        (form, "responses.score", "breaks the rule score_on_its_scale", 2, "11.0, 9.0"),
        (ratings, "survey_requests.updated_at", no_time, 1, "soon"),
        (ratings, "responses.score", no_time, 1, "soon"),
    }  # fmt: skip


def names() -> list[str]:
    return [path.name for path in EXPORTS.rglob("*") if path.is_file()]


def test_manuels_five_channels_are_one_persons_story(loaded: Loaded) -> None:
    (person,) = loaded.engine.query(
        "SELECT person_id FROM identities WHERE key_type = 'customer_id' AND key_value = ?", ["BV-10000"]
    ).rows()[0]
    story = loaded.engine.query(
        """
        SELECT happened, channel FROM (
            SELECT started_at AS happened, channel, person_id FROM interactions
            UNION ALL SELECT ordered_at, channel, person_id FROM orders
            UNION ALL SELECT answered_at, 'survey ' || metric, person_id FROM responses)
        WHERE person_id = ? AND happened >= TIMESTAMP '2026-06-24' AND happened < TIMESTAMP '2026-07-13' ORDER BY happened, channel
        """,
        [person],
    )

    assert story.with_columns(pl.col("happened").dt.strftime("%m-%d %H:%M")).rows() == [
        ("06-24 21:02", "email_marketing"), ("06-24 21:02", "email_marketing"), ("06-24 21:14", "web"),
        ("07-06 13:02", "chatbot"), ("07-06 13:31", "email"), ("07-08 14:05", "phone"), ("07-08 14:36", "survey csat"),
        ("07-09 23:40", "app"), ("07-11 15:20", "store"), ("07-11 15:20", "store"), ("07-12 16:03", "survey ces"), ("07-12 16:03", "survey nps"),
    ]  # fmt: skip


def test_manuels_five_channels_are_one_matter(loaded: Loaded) -> None:
    matters = loaded.engine.query(
        """
        SELECT path, contacts, hops, judged_hops, forced_hops, reexplained, is_resolved, is_satisfied, last_metric, last_score
        FROM matters WHERE person_id = (SELECT person_id FROM identities WHERE key_value = 'BV-10000')
        """
    ).rows()
    steps = loaded.engine.query(
        """
        SELECT from_channel, to_channel, cause, is_reexplained FROM matter_steps
        WHERE person_id = (SELECT person_id FROM identities WHERE key_value = 'BV-10000') ORDER BY stepped_local
        """
    ).rows()

    assert matters == [("chatbot > email > phone > app > store", 5, 4, 3, 3, 2, True, False, "ces", 1.0)]
    assert steps == [
        ("chatbot", "email", "handoff", True), ("email", "phone", "failure", True), ("phone", "app", "failure", False),
        ("app", "store", None, False),
    ]  # fmt: skip


def test_every_source_of_the_product_is_in_the_sample(loaded: Loaded) -> None:
    sources = {source for source, _ in loaded.outcome.accounts.values()}
    text = "".join(read_text(path) for path in EXPORTS.rglob("*.mapping.toml"))

    for built_in in ("asterisk_queue_log", "amazon_connect", "zendesk_tickets", "whatsapp_chat", "chatwoot_csat", "qualtrics",
                     "google_forms", "mailchimp_activity", "square_transactions", "hubspot_contacts", "ga4_events"):  # fmt: skip
        assert f'extends = "{built_in}"' in text
    assert {"shopify_orders", "mailchimp_audience", "meta_ads", "stripe_subscriptions",
            "zendesk_ticket_metrics"} <= sources  # fmt: skip
