"""Drivers: what counts as an experience and what does not yet, who is looked at, and the numbers against other ways to them."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from metrics.analyses.drivers.contacts import contacts_behind
from metrics.analyses.drivers.design import Design, find_alike
from metrics.analyses.drivers.differences import adjusted_differences
from metrics.analyses.drivers.experiences import read_experiences
from metrics.analyses.drivers.find import find_drivers
from metrics.analyses.drivers.outcomes import find_at_risk
from metrics.analyses.drivers.population import DRAW, PRIME
from metrics.analyses.drivers.ridge import fit_ridge
from metrics.analyses.drivers.shares import shares_with
from metrics.analyses.drivers.skill import auc_of, came_true, measure_skill
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Estimate
from metrics.semantic.scope import Scope
from tests.drivers_proof.company import Plan, make_company
from tests.metrics.conftest import MakeWarehouse
from warehouse.config.errors import WrongUse

ASKED = datetime(2021, 2, 20, 12)
HARM = {("help line", "gave_up"): 1.4}


@pytest.fixture(scope="module")
def company() -> Engine:
    return make_company(Plan(HARM), 11)


def known_at(engine: Engine, moment: datetime) -> set[str]:
    """The experiences that count for somebody who is looked at then."""
    at_risk = find_at_risk(engine, Scope(), "recommendation")
    assert at_risk is not None
    found, _ = read_experiences(engine, Scope(), at_risk.population, moment - timedelta(days=30), moment)
    index = pl.lit(moment)
    is_known = (pl.col("known") < index) & (pl.col("until").is_null() | (pl.col("until") >= index))
    return set(found.filter(is_known & (pl.col("began") < index))["experience"])


def asked(**contact: Any) -> dict[str, list[dict]]:
    """One customer who answers at ASKED, and a contact of the day before."""
    row = {"person_id": 1, "record_id": "c", "touchpoint": "help", "started_local": "2021-02-19T10:00:00"} | contact
    answer = {"person_id": 1, "metric": "nps", "scale": "0-10", "score": 9, "answered_local": ASKED.isoformat()}
    return {"interactions": [row], "responses": [answer]}


@pytest.mark.parametrize(
    ("contact", "known"),
    [
        ({"is_resolved": True, "resolved_local": "2021-02-20T10:00:00"}, {"used"}),
        ({"is_resolved": True, "resolved_local": "2021-02-21T10:00:00"}, {"used", "unresolved"}),
        ({"is_resolved": False}, {"used", "unresolved"}),
        ({"is_resolved": True, "resolved_local": "2021-02-20T10:00:00", "reopen_count": 1}, {"used", "reopened"}),
        ({"is_resolved": True, "resolved_local": "2021-02-21T10:00:00", "reopen_count": 1}, {"used"}),
        ({"is_resolved": False, "reopen_count": 1, "transfer_count": 1}, {"used"}),
        ({"transfer_count": 1, "ended_local": "2021-02-20T10:00:00"}, {"used", "transferred"}),
        ({"transfer_count": 1, "ended_local": "2021-02-20T13:00:00"}, {"used"}),
        ({"is_abandoned": True}, {"used", "gave_up"}),
        ({"is_handed_off": True, "channel": "chatbot"}, {"used", "handed_off"}),
        ({"started_local": "2021-02-20T00:00:00", "time_precision": "day"}, set()),
        ({"direction": "outbound"}, {"received"}),
    ],
)  # fmt: skip
def test_only_what_was_known_before_the_answer_counts(
    warehouse: MakeWarehouse, contact: dict[str, Any], known: set[str]
):
    assert known_at(warehouse(**asked(**contact)), ASKED) == known


def test_a_rating_a_comment_and_a_next_contact_count_from_when_they_came(warehouse: MakeWarehouse):
    rows = asked()
    for day in ("2021-02-20T10:00:00", "2021-02-21T10:00:00"):
        rows["responses"] = [
            rows["responses"][0],
            {"person_id": 1, "metric": "csat", "scale": "1-5", "score": 1, "top_box_min": 4, "interaction_id": "c", "answered_local": day},
        ]  # fmt: skip
        rows["comments"] = [{"person_id": 1, "polarity": "negative", "said_local": day, "is_person_known": True}]
        rows["matter_steps"] = [{"person_id": 1, "from_record_id": "c", "stepped_local": day, "kind": "hop"}]
        wrong = {"low_rating", "negative_words", "changed_channel"} if day < ASKED.isoformat() else set()
        assert known_at(warehouse(**rows), ASKED) == {"used"} | wrong


def test_customers_whose_window_is_not_over_or_not_seen_are_left_out_and_counted(warehouse: MakeWarehouse):
    orders = [
        {"person_id": person, "ordered_local": f"2021-{month:02}-10T10:00:00"}
        for person, month in ((1, 1), (1, 2), (2, 1), (3, 3))
    ]
    engine = warehouse(interactions=[{"started_local": "2021-01-01T08:00:00"}], orders=orders)
    at_risk = find_at_risk(engine, Scope(), "repurchase")
    assert at_risk is not None
    # dates: 1, 15, 29 January … 26 March; the data end on 31 March, so the last one that is over is 26 February
    assert at_risk.rows.rows() == [
        (1, datetime(2021, 2, 12), False), (1, datetime(2021, 2, 26), False),
        (2, datetime(2021, 2, 12), False), (2, datetime(2021, 2, 26), False),
    ]  # fmt: skip
    assert at_risk.left_out == {"not_over": 3, "look_back": 2}


def test_a_subscription_that_ends_while_another_one_goes_on_is_no_leaving(warehouse: MakeWarehouse):
    stays = [(1, "2021-02-15"), (2, "2021-02-15"), (2, None), (3, None)]
    engine = warehouse(
        interactions=[{"started_local": "2021-01-01T08:00:00"}],
        subscriptions=[
            {"person_id": person, "started_local": "2020-06-01T00:00:00", "ended_local": end and f"{end}T00:00:00"}
            for person, end in stays
        ],
    )
    at_risk = find_at_risk(engine, Scope(date(2021, 2, 5), date(2021, 2, 6)), "churn")
    assert at_risk is not None
    assert at_risk.basis == "subscription"
    assert at_risk.rows.select("person_id", "hit").rows() == [(1, True), (2, False), (3, False)]


def test_without_subscriptions_leaving_is_silence_for_the_limit_of_segment_and_pace(warehouse: MakeWarehouse):
    contacts = [(1, "2021-02-01"), (2, "2021-02-01"), (2, "2021-02-20"), (3, "2021-01-02"), (4, "2021-02-01")]
    engine = warehouse(
        interactions=[{"person_id": p, "started_local": f"{day}T08:00:00"} for p, day in contacts],
        persons=[
            {"person_id": p, "segment": "home", "pace_days": pace} for p, pace in ((1, 16), (2, None), (3, 16), (4, 2))
        ],
        inactivity_limits=[
            {"segment": "home", "pace_days": pace, "limit_days": days}
            for pace, days in ((16, 40.0), (None, 40.0), (2, None))
        ],
    )
    at_risk = find_at_risk(engine, Scope(date(2021, 2, 10), date(2021, 2, 11)), "churn")
    assert at_risk is not None
    assert (at_risk.basis, at_risk.rows.select("person_id", "hit").rows()) == ("inactivity", [(1, True), (2, False)])


def test_where_nothing_shows_the_outcome_or_few_do_nothing_is_told(warehouse: MakeWarehouse):
    assert find_drivers(warehouse(), Scope(), "churn").state == "no_data"
    assert find_drivers(warehouse(**asked()), Scope(), "recommendation").state == "few"
    with pytest.raises(WrongUse, match="recommendation, repurchase, churn"):
        find_drivers(warehouse(), Scope(), "profit")


def test_the_shares_are_those_of_the_rows_and_the_contacts_behind_a_driver_are_its_own(company: Engine):
    found = find_drivers(company, Scope(), "recommendation")
    row = found.rows.row(0, named=True)
    assert (row["touchpoint"], row["experience"], row["survives"]) == ("help line", "gave_up", True)
    assert row["low"] < row["difference"] < row["high"] < 0
    assert row["share_with"] < row["share_without"]
    contacts, total = contacts_behind(company, Scope(), "recommendation", row["id"], 10_000)
    lost = company.query("SELECT record_id FROM interactions WHERE is_abandoned AND touchpoint = 'help line'")
    assert total == contacts.height
    assert set(contacts["record_id"]) <= set(lost["record_id"])
    assert contacts["person_id"].n_unique() == row["persons_with"]


def test_the_share_of_fewer_customers_than_are_shown_is_withheld():
    rows = 10  # one a person; seven of the eight who were there waited long
    used, waited = np.zeros(rows), np.zeros(rows)
    used[:8], waited[:7] = 1, 1
    place = {"channel": "phone", "stage": "service", "touchpoint": "help"}
    features = pl.DataFrame([place | {"experience": "used"}, place | {"experience": "waited_long"}])
    design = Design(pl.DataFrame(), features, np.column_stack([used, waited]), np.zeros((rows, 0)),
                    np.array([1.0, 0] * 5), np.arange(rows), ())  # fmt: skip
    found = shares_with(design, 2)
    assert found["persons_without"].tolist() == [2, 1]
    assert (
        found["share_without"][0] == 50
        and np.isnan([found[name][1] for name in ("share_without", "without_low", "without_high")]).all()
    )
    assert shares_with(design, 1)["share_without"].tolist() == [50, 0]


def test_the_same_question_gives_the_same_answer_and_a_segment_has_its_own_customers(company: Engine):
    found = find_drivers(company, Scope(), "recommendation")
    assert found.rows.equals(find_drivers(company, Scope(), "recommendation").rows)
    home = find_drivers(company, Scope(filters=(("segment", ("home",)),)), "recommendation")
    customers = company.query("SELECT count(DISTINCT person_id) AS n FROM responses WHERE segment = 'home'").item()
    assert (home.total, home.persons < found.persons) == (customers, True)
    phone = find_drivers(company, Scope(filters=(("channel", ("phone",)),)), "recommendation")
    assert set(phone.rows["channel"]) == {"phone"}
    assert phone.persons == found.persons


def test_a_drawn_part_of_the_customers_is_of_the_size_that_was_asked_for(company: Engine):
    numbers = "SELECT CAST(i AS BIGINT) AS person_id FROM range(100000) AS t (i)"
    drawn = company.query(f"SELECT count(*) AS n FROM ({numbers}) AS f WHERE {DRAW} < {PRIME // 5}").item()
    assert 19_000 < drawn < 21_000


def invented(seed: int, rows: int = 1200) -> tuple[np.ndarray, ...]:
    """x, held, y and persons with some rows each; the first column lowers the outcome."""
    dice = np.random.default_rng(seed)
    persons = np.sort(dice.integers(0, rows // 2, rows))
    persons = np.unique(persons, return_inverse=True)[1]
    x = (dice.random((rows, 4)) < 0.3).astype(float)
    held = dice.normal(size=(rows, 2))
    odds = -0.9 * x[:, 0] + 0.4 * held[:, 0] + dice.normal(0, 0.7, persons.max() + 1)[persons]
    y = (dice.random(rows) < 1 / (1 + np.exp(-odds))).astype(float)
    return x, held, y, persons


def test_the_ridge_is_that_of_another_library():
    from sklearn.linear_model import LogisticRegression

    x, _, y, _ = invented(3)
    ours = fit_ridge(np.hstack([np.ones((len(x), 1)), x]), y, np.r_[0.0, np.full(4, 7.0)]).beta
    theirs = LogisticRegression(C=1 / 7, tol=1e-10, max_iter=1000).fit(x, y)
    assert ours == pytest.approx([theirs.intercept_[0], *theirs.coef_[0]], abs=1e-5)


def test_the_area_under_the_curve_is_that_of_another_library():
    from sklearn.metrics import roc_auc_score

    x, _, y, persons = invented(4)
    forecast = np.round(x @ [0.5, 0.2, 0.1, 0.0], 1)
    area = auc_of(forecast, y, persons)
    assert area.value == pytest.approx(roc_auc_score(y, forecast))
    assert area.low < area.value < area.high


def test_differences_are_least_squares_and_their_intervals_those_of_drawing_persons_again():
    import statsmodels.api as sm

    x, held, y, persons = invented(5)
    difference, low, high, p = adjusted_differences(x, held, y, persons, np.full(y.size, y.mean()))
    design = np.hstack([x, held, np.ones((len(x), 1))])
    assert difference == pytest.approx(100 * sm.OLS(y, design).fit().params[:4])
    dice, rows_of = np.random.default_rng(6), [np.flatnonzero(persons == i) for i in range(persons.max() + 1)]
    drawn = []
    for _ in range(400):
        rows = np.concatenate([rows_of[i] for i in dice.integers(0, len(rows_of), len(rows_of))])
        drawn.append(100 * np.linalg.lstsq(design[rows], y[rows], rcond=None)[0][:4])
    spread = np.std(drawn, axis=0)
    assert (high - low) / (2 * 1.96) == pytest.approx(spread, rel=0.15)
    assert (p[0] < 0.001, (p[1:] > 0.01).all()) == (True, True)


def test_five_customers_who_agree_by_chance_are_not_taken_for_certain():
    y = np.r_[np.zeros(40), np.tile([0.0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 96)]
    x = np.r_[np.ones(40), np.zeros(960)][:, None]
    difference, low, high, _ = adjusted_differences(x, np.zeros((1000, 0)), y, np.arange(1000), np.full(1000, 0.096))
    assert difference[0] == pytest.approx(-10)
    assert low[0] < -18
    assert high[0] > -2  # 40 customers at a tenth: none of them by chance once in seventy times


def test_what_comes_true_is_one_for_a_true_forecast_and_nothing_for_noise():
    dice, persons = np.random.default_rng(8), np.arange(4000)
    moved = dice.normal(0, 0.1, 4000)
    noise = dice.normal(0, 0.4, 4000)
    true, none = came_true(moved, moved + noise, persons), came_true(moved, noise, persons)
    assert true.low < 1 < true.high
    assert true.low > 0 > none.low
    assert came_true(np.zeros(3), noise[:3], persons[:3]) == Estimate(0.0, 0.0, 0.0, 3, "score")


def test_no_customer_is_forecast_by_a_model_that_saw_it():
    x, held, y, persons = invented(9)
    one = measure_skill(x, held, y, persons)
    changed = y.copy()
    changed[persons == 0] = 1 - changed[persons == 0]
    other = measure_skill(x, held, changed, persons)
    assert other.forecast[persons == 0] == pytest.approx(one.forecast[persons == 0], abs=1e-9)


def test_of_two_columns_that_are_nearly_the_same_the_first_stays():
    dice = np.random.default_rng(10)
    a, b = (dice.random(500) < 0.3).astype(float), (dice.random(500) < 0.3).astype(float)
    almost = a.copy()
    almost[:2] = 1 - almost[:2]
    assert find_alike(np.column_stack([a, b, almost])) == {2: 0}
