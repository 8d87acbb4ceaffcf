"""Rollup and rows give the same frame for every metric, and each question reads the smallest rollup that fits."""

from datetime import date
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from metrics.catalogue import METRICS
from metrics.rollups import build_rollups, fingerprint
from metrics.semantic.comparison import compare
from metrics.semantic.compute import compute, explain_sql
from metrics.semantic.scope import Scope
from tests.metrics.conftest import make_engine
from tests.metrics.generated import generate_tables
from warehouse.config.errors import WrongUse
from warehouse.config.settings import Settings
from warehouse.store.engine import Engine

ROLLED = (
    "nps", "csat", "csat_top_box", "ces", "resolved_contacts", "net_sentiment", "response_rate", "interactions", "further_legs", "messages", "abandonment", "service_level", "transfer", "reopen",
    "fcr", "no_repeat_same_channel", "containment", "escalation", "bot_abandonment",
    "cost_per_contact", "conversion", "revenue", "orders", "coverage", "match_rate",
    "matters", "ocr", "no_repeat_any_channel", "verified_containment", "hop_rate", "hops", "forced_hops", "repeat_contact_rate", "reexplanation", "matter_resolution", "csat_at_end", "hop_cost",
    "comments", "emotion_known", "negative_emotions", "positive_emotions", "negative_comments",
    "journeys", "touches", "drop_off", "unanswered", "stage_returns", "loops",
)  # fmt: skip
FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))
QUESTIONS = (
    (Scope(), ()), (FEBRUARY, ("channel", "stage")), (Scope(), ("segment", "week")), (FEBRUARY, ("country", "day")),
    (Scope(filters=(("channel", ("phone", "")),)), ("touchpoint", "month")),
    (Scope(date(2021, 1, 5), None, (("language", ("",)),)), ("source",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_engine(tmp_path_factory.mktemp("rolled"), generate_tables(7, 600), rollups=True)


@pytest.mark.parametrize("name", METRICS)
def test_rollup_and_rows_agree_exactly(name: str, engine: Engine) -> None:
    for scope, by in QUESTIONS:
        rolled, raw = (compute(engine, name, scope, by, use_rollups=use) for use in (True, False))
        assert_frame_equal(rolled, raw, check_exact=True)


@pytest.mark.parametrize(
    ("names", "by"),
    [
        (("hops", "forced_hops", "hop_cost"), ("from_channel", "to_channel")),
        (("hops", "hop_cost"), ("from_channel", "to_channel", "currency")),
        (
            ("matters", "ocr", "hop_rate", "repeat_contact_rate", "reexplanation", "csat_at_end"),
            ("channels_in_matter",),
        ),
    ],
)
def test_the_sums_of_the_continuity_page_agree_too(names: tuple[str, ...], by: tuple[str, ...], engine: Engine) -> None:
    filters = (
        ("channel", ("phone", "chat")),
        ("stage", ("service",)),
        ("segment", ("home", "")),
        ("topic", ("invoice", "")),
    )
    for scope in (Scope(), FEBRUARY, Scope(date(2021, 1, 5), None, filters)):
        for name in names:
            rolled, raw = (compute(engine, name, scope, by, use_rollups=use) for use in (True, False))
            assert_frame_equal(rolled, raw, check_exact=True)


@pytest.mark.parametrize("name", ROLLED)
def test_a_metric_of_sums_reads_the_rollup(name: str, engine: Engine) -> None:
    assert "rollup_" in explain_sql(engine, name, FEBRUARY, ("channel", "month"))
    assert "rollup_" not in explain_sql(engine, name, FEBRUARY, ("channel", "agent"))


def test_the_other_metrics_read_rows(engine: Engine) -> None:
    by_rows = [name for name in METRICS if "rollup_" not in explain_sql(engine, name, FEBRUARY, ("channel",))]
    assert by_rows == [name for name in METRICS if name not in ROLLED]


def test_the_comparison_agrees_too(engine: Engine) -> None:
    rolled, raw = (compare(engine, "abandonment", FEBRUARY, ("channel",), use_rollups=use) for use in (True, False))
    assert_frame_equal(rolled, raw, check_exact=True)


def test_another_setting_than_the_rollup_was_made_with_reads_rows(engine: Engine) -> None:
    engine.settings, kept = Settings(service_level_seconds=30, minimum_n_shown=1), engine.settings
    try:
        assert "rollup_" not in explain_sql(engine, "service_level", FEBRUARY)
    finally:
        engine.settings = kept


def test_the_fingerprint_depends_on_zone_and_settings() -> None:
    prints = {fingerprint(Settings()), fingerprint(Settings(timezone="Europe/Madrid")), fingerprint(Settings(fcr_window_days=3))}  # fmt: skip
    assert len(prints) == 3


def test_small_tables_get_no_rollup(tmp_path: Path) -> None:
    engine = make_engine(tmp_path, {"interactions": [{}, {}]})
    build_rollups(engine._con, engine.settings, engine.facts)
    assert engine.query("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'rollup%'").is_empty()


def test_a_dimension_that_the_table_lacks_is_refused_with_or_without_rollups(engine: Engine) -> None:
    for use in (True, False):
        with pytest.raises(WrongUse, match="interactions has no dimension scale"):
            compute(engine, "interactions", Scope(), ("scale",), use_rollups=use)
