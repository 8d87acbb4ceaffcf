"""The hop matrix adds up with tile and list, the worst hops are worst for a reason, and lost satisfaction is compared fairly."""

from collections import Counter
from datetime import date, datetime

import numpy as np
import pytest

from metrics.analyses.matters.hops import hop_matrix, rank_hops
from metrics.analyses.matters.satisfaction_lost import Lost, compare_answers, satisfaction_lost
from metrics.semantic.compute import compute, explain_sql
from metrics.semantic.rows import count_rows_behind, rows_behind
from metrics.semantic.scope import Scope
from metrics.stats.discoveries import benjamini_hochberg
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.metrics.generated import generate_tables
from warehouse.config.errors import WrongUse
from warehouse.store.engine import Engine

SCOPES = (
    Scope(),
    Scope(date(2021, 1, 15), date(2021, 3, 10), (("channel", ("phone", "email")),)),
    Scope(None, None, (("stage", ("service",)), ("segment", ("home", "")), ("topic", ("invoice",)))),
    Scope(date(2021, 2, 1), None, (("team", ("red",)), ("attribute.tier", ("gold", "")))),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_engine(tmp_path_factory.mktemp("hops"), generate_tables(5, 900), rollups=True, minimum_n_shown=5)


@pytest.mark.parametrize("scope", SCOPES)
def test_matrix_matters_tile_and_rows_add_up_to_the_same_hops(engine: Engine, scope: Scope) -> None:
    matrix = hop_matrix(engine, scope, "hops")
    tile = compute(engine, "hops", scope)["n"].item()
    behind = count_rows_behind(engine, "hops", scope)
    of_matters = rows_behind(engine, "matters", scope, 10_000)["hops"].sum()
    assert matrix["n"].sum() == tile == behind == of_matters > 0
    assert (matrix["from_channel"] != matrix["to_channel"]).all()


def test_the_matrix_in_money_and_time_adds_up_to_the_metrics(engine: Engine) -> None:
    scope = SCOPES[1]
    assert hop_matrix(engine, scope, "cost")["value"].sum() == pytest.approx(
        compute(engine, "hop_cost", scope)["value"].item()
    )
    total = compute(engine, "hops", scope)
    waited = hop_matrix(engine, scope, "waited")
    assert (waited["value"].sum(), waited["n"].sum()) == (total["between_total"].item(), total["timed"].item())
    assert hop_matrix(engine, scope, "wait").columns == hop_matrix(engine, scope, "hops").columns


def test_matrix_and_tiles_of_the_page_come_from_rollups(engine: Engine) -> None:
    scope = SCOPES[2]
    for name in ("hops", "hop_cost", "forced_hops"):
        assert "rollup_matter_steps" in explain_sql(engine, name, scope, ("from_channel", "to_channel")), name
    assert "rollup_matter_steps" in explain_sql(engine, "hop_cost", scope, ("from_channel", "to_channel", "currency"))
    for name in ("matters", "ocr", "hop_rate", "csat_at_end", "matter_resolution", "reexplanation"):
        assert "rollup_matters" in explain_sql(engine, name, scope, ("channels_in_matter",)), name


def hops_of(start: str, end: str, satisfied: int, n: int, entry: str | None = None) -> list[dict]:
    ids = 1000 * ("chatbot", "web", "email").index(start)
    return [{"matter_id": ids + i, "channel": entry or start, "from_channel": start, "to_channel": end, "is_satisfied": i < satisfied,
             "between_seconds": 600.0, "cost": 2.0, "currency": "EUR", "cause": "failure"} for i in range(n)]  # fmt: skip


def settled(channel: str, satisfied: int, n: int) -> list[dict]:
    return [{"channel": channel, "is_satisfied": i < satisfied} for i in range(n)]


def test_satisfaction_lost_is_against_matters_that_began_alike_and_took_one_contact(warehouse: MakeWarehouse) -> None:
    steps = hops_of("chatbot", "phone", 48, 80)
    engine = warehouse(
        matter_steps=[*steps, steps[0]],  # twice in one matter: the matter counts once
        matters=[
            *settled("chatbot", 56, 70),
            *settled("email", 0, 50),
            {"channel": "chatbot", "contacts": 2, "is_satisfied": False},
        ],
    )
    (row,) = satisfaction_lost(engine, Scope()).rows()
    low, high = pytest.approx(5.24, abs=0.005), pytest.approx(33.39, abs=0.005)  # Newcombe 1998: 56/70 against 48/80
    p = pytest.approx(0.0084, abs=0.0005)  # z = 0.2 / sqrt(104/150 · 46/150 · (1/70 + 1/80)) = 2.651
    assert row == ("chatbot", "phone", 60.0, 80, 80.0, 70, 20.0, low, high, p, None, True)


def test_satisfaction_lost_equals_plain_loops(engine: Engine) -> None:
    tables, until = generate_tables(5, 900), datetime(2021, 3, 24, 18)  # a week before the data end
    counts = lambda r: r["is_person_known"] and datetime.fromisoformat(r["opened_local"]) <= until  # noqa: E731
    alone = [m for m in tables["matters"] if counts(m) and m["contacts"] == 1 and m["is_satisfied"] is not None]
    found = {row[:2]: row[2:6] for row in satisfaction_lost(engine, Scope()).rows()}
    for pair in {(s["from_channel"], s["to_channel"]) for s in tables["matter_steps"] if s["kind"] == "hop"}:
        hopping = {
            s["matter_id"]: (s["channel"], s["is_satisfied"])
            for s in tables["matter_steps"]
            if (s["from_channel"], s["to_channel"]) == pair and counts(s) and s["is_satisfied"] is not None
        }
        mix = Counter(channel for channel, _ in hopping.values())
        n = sum(mix.values())
        same = {channel: [m["is_satisfied"] for m in alone if m["channel"] == channel] for channel in mix}
        without = sum(mix[channel] / n * 100 * sum(said) / len(said) for channel, said in same.items())
        share = 100 * sum(said for _, said in hopping.values()) / n
        assert found[pair] == (pytest.approx(share), n, pytest.approx(without), sum(map(len, same.values())))


def test_entries_are_weighed_as_the_hop_has_them() -> None:
    lost = compare_answers({"web": (30, 15), "email": (10, 5), "fax": (9, 9)}, {"web": (100, 90), "email": (50, 25)})
    assert lost[:5] == (50.0, 40, pytest.approx(0.75 * 90 + 0.25 * 50), 150, pytest.approx(30.0))
    assert compare_answers({"fax": (9, 9)}, {}) == Lost(None, 0, None, 0, None, None, None, None)


def test_too_few_answers_are_withheld_on_either_side(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        matter_steps=hops_of("chatbot", "phone", 2, 4), matters=settled("chatbot", 9, 20), minimum_n_shown=5
    )
    (row,) = satisfaction_lost(engine, Scope()).rows(named=True)
    assert (row["csat_with"], row["n_with"], row["gap"], row["p"], row["survives"], row["note"]) == (
        None,
        4,
        None,
        None,
        None,
        "withheld",
    )


def test_the_worst_hop_is_no_tiny_one_and_the_survivors_are_counted(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        matter_steps=[
            *hops_of("chatbot", "phone", 120, 300),
            *hops_of("web", "phone", 1, 6),
            *hops_of("email", "phone", 158, 200),
        ],
        matters=[row for channel in ("chatbot", "web", "email") for row in settled(channel, 320, 400)],
    )
    ranked = rank_hops(engine, Scope())
    assert ranked.rows.select("from_channel", "rank", "n_with", "survives").rows() == [
        ("chatbot", 1, 300, True), ("web", 2, 6, True), ("email", 3, 200, False),
    ]  # fmt: skip
    assert (ranked.surviving, ranked.compared) == (2, 3)
    web = ranked.rows.row(1, named=True)
    assert web["gap"] == pytest.approx(80 - 100 / 6)
    assert 0 < web["shrunk"] < web["gap"]
    first = ranked.rows.row(0, named=True)
    assert (first["hops"], first["forced_share"], first["wait_seconds"], first["cost"], first["currency"]) == (
        300,
        100.0,
        600.0,
        600.0,
        "EUR",
    )


@pytest.mark.parametrize("what", ["forced", "wait", "cost", "hops", "csat_lost"])
def test_hops_are_ranked_by_each_measure(engine: Engine, what: str) -> None:
    rows = rank_hops(engine, Scope(), what).rows
    burdens = rows["burden"].drop_nulls().to_list()
    assert burdens == sorted(burdens, reverse=True)
    assert len(rows) == len(hop_matrix(engine, Scope(), "hops"))


def test_nothing_measured_is_an_empty_matrix_and_list(warehouse: MakeWarehouse) -> None:
    engine = warehouse()
    for measure in ("hops", "wait", "waited", "cost", "csat_lost"):
        assert hop_matrix(engine, Scope(), measure).is_empty()
    assert rank_hops(engine, Scope()).rows.is_empty()
    with pytest.raises(WrongUse, match="no measure 'smell' of hops; choose hops"):
        hop_matrix(engine, Scope(), "smell")
    with pytest.raises(WrongUse, match="hops are not ranked by 'smell'"):
        rank_hops(engine, Scope(), "smell")


def test_benjamini_hochberg_keeps_the_four_of_the_paper() -> None:
    # Benjamini and Hochberg 1995, section 3.3: 15 hypotheses on myocardial infarction, 4 rejected at 5 %.
    paper = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert benjamini_hochberg(paper, 0.05).tolist() == [True] * 4 + [False] * 11
    shuffled = [paper[i] for i in (14, 0, 8, 3, 1, 2)]
    assert benjamini_hochberg(shuffled, 0.05).tolist() == [False, True, False, True, True, True]


def test_what_was_not_compared_neither_survives_nor_counts() -> None:
    assert benjamini_hochberg([0.04, np.nan, np.nan], 0.05).tolist() == [True, False, False]
    assert benjamini_hochberg([0.06, 0.04], 0.05).tolist() == [False, False]
    assert benjamini_hochberg([]).tolist() == []
