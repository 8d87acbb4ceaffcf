"""A simulated company whose drivers are known: customers, contacts at eight touchpoints, answers, orders and subscriptions.

Active customers contact more and buy more, some customers are harder to please than others, and who waits long gives up more often: an
honest method must not take any of that for a driver.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import numpy as np
import polars as pl

from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory

START, DAYS = datetime(2026, 1, 1), 180
DAY = 86_400
# channel, touchpoint, contacts a customer and month, share of them that go wrong in each way that is measured there
TOUCHPOINTS = (
    ("phone", "help line", 0.30, {"gave_up": 0.15, "unresolved": 0.20, "waited_long": None}),
    ("phone", "billing line", 0.15, {"gave_up": 0.10, "unresolved": 0.15, "waited_long": None}),
    ("phone", "sales line", 0.15, {"gave_up": 0.06, "waited_long": None}),
    ("chat", "chat", 0.30, {"unresolved": 0.12, "transferred": 0.12, "waited_long": None}),
    ("chatbot", "assistant", 0.35, {"unresolved": 0.35, "handed_off": 0.30}),
    ("email", "mailbox", 0.25, {"reopened": 0.12, "waited_long": None}),
    ("web", "/help", 0.40, {}),
    ("app", "/home", 0.40, {}),
)
Driver = tuple[str, str]  # touchpoint, experience


@dataclass(frozen=True)
class Plan:
    """What is planted: by how much an experience of the last 30 days lowers the log odds of recommending and the log hazard of buying, and
    raises the log hazard of leaving. `unlucky`: some customers have more of everything that goes wrong, and are as much harder to please
    and quicker to leave, whatever happens to them (standard deviation of both, in logarithms)."""

    harms: dict[Driver, float]
    persons: int = 2000
    unlucky: float = 0.0


def make_company(plan: Plan, seed: int) -> Engine:
    """The company's warehouse in memory."""
    dice = np.random.default_rng(seed)
    activity = dice.lognormal(-0.15, 0.55, plan.persons)
    temper = dice.normal(0, 0.5, plan.persons)
    segment = dice.choice(["home", "office", "premium"], plan.persons, p=[0.5, 0.3, 0.2])
    luck = plan.unlucky * dice.normal(size=plan.persons) if plan.unlucky else np.zeros(plan.persons)
    temper, activity_of_buyers = temper - luck, activity * np.exp(-luck)
    contacts = make_contacts(dice, activity, np.exp(luck))
    push = pushes(contacts, plan)
    tables = {
        "interactions": contacts_table(contacts, segment),
        "responses": answers(dice, contacts, temper, segment, push),
        "orders": orders(dice, activity_of_buyers, segment, push),
        "subscriptions": subscriptions(dice, temper, segment, push),
        "persons": pl.DataFrame({"person_id": np.arange(plan.persons), "segment": segment}),
    }
    con = duckdb.connect(config={"threads": 1})
    con.execute(SCHEMA)
    for table, frame in tables.items():
        con.register("given", frame.to_arrow())
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM given")
    return attach_memory(con, Settings(), {"data_until": (START + timedelta(days=DAYS, seconds=-1)).isoformat()})


def make_contacts(dice: np.random.Generator, activity: np.ndarray, bad: np.ndarray) -> pl.DataFrame:
    """person, place (number of the touchpoint), second, wait, and a column for each way to go wrong, `bad` times as often."""
    frames = []
    for place, (channel, _, rate, wrong) in enumerate(TOUCHPOINTS):
        person = np.repeat(np.arange(activity.size), dice.poisson(activity * rate * DAYS / 30))
        wait = dice.lognormal(5 if channel == "phone" else 9 if channel == "email" else 3, 0.8, person.size)
        pressed = np.argsort(np.argsort(wait)) / max(person.size, 1)  # who waits longer gives up more often
        columns = {
            name: dice.random(person.size) < bad[person] * (share * 2 * pressed if name == "gave_up" else share)
            for name, share in wrong.items()
            if share is not None
        }
        frames.append(pl.DataFrame({
            "person": person, "place": np.full(person.size, place), "second": dice.random(person.size) * DAYS * DAY,
            "wait": np.where("waited_long" in wrong, wait, np.nan), **columns,
        }))  # fmt: skip
    found = (
        pl.concat(frames, how="diagonal")
        .sort("second")
        .with_row_index("number")
        .with_columns(pl.col("wait").fill_nan(None))
    )
    channel = pl.col("place").replace_strict({i: t[0] for i, t in enumerate(TOUCHPOINTS)})
    return found.with_columns(waited_long=pl.col("wait") > pl.col("wait").quantile(0.75, "linear").over(channel))


def pushes(contacts: pl.DataFrame, plan: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """person, second and harm of every planted experience."""
    found = []
    for (touchpoint, experience), harm in plan.harms.items():
        place = next(i for i, t in enumerate(TOUCHPOINTS) if t[1] == touchpoint)
        at_place = contacts.filter(pl.col("place") == place)
        had = at_place if experience == "used" else at_place.filter(pl.col(experience))
        found.append(had.select("person", "second", harm=pl.lit(harm)))
    whole = (
        pl.concat(found)
        if found
        else pl.DataFrame(schema={"person": pl.Int64, "second": pl.Float64, "harm": pl.Float64})
    )
    return whole["person"].to_numpy(), whole["second"].to_numpy(), whole["harm"].to_numpy()


def pushed(push: tuple[np.ndarray, np.ndarray, np.ndarray], person: np.ndarray, second: np.ndarray) -> np.ndarray:
    """What the experiences of the 30 days before add, at each moment of a person; the same one twice counts once."""
    rows = pl.DataFrame({"row": np.arange(person.size), "person": person, "now": second})
    events = pl.DataFrame({"person": push[0], "second": push[1], "harm": push[2]})
    met = rows.join(events, on="person").filter(
        (pl.col("second") < pl.col("now")) & (pl.col("second") > pl.col("now") - 30 * DAY)
    )
    summed = met.unique(["row", "harm"]).group_by("row").agg(pl.col("harm").sum())
    out = np.zeros(person.size)
    out[summed["row"].to_numpy()] = summed["harm"].to_numpy()
    return out


def contacts_table(contacts: pl.DataFrame, segment: np.ndarray) -> pl.DataFrame:
    """As a load would leave them: is_resolved only where it is measured, ended with the contact."""
    channel, touchpoint = ([t[i] for t in TOUCHPOINTS] for i in (0, 1))
    place, start = contacts["place"].to_numpy(), contacts["second"].to_numpy()
    is_email = np.array(channel)[place] == "email"
    end = at(start + np.where(is_email, 2 * DAY, 900))
    lacks = [
        pl.lit(None, pl.Boolean).alias(n)
        for n in ("gave_up", "unresolved", "transferred", "handed_off", "reopened")
        if n not in contacts.columns
    ]
    return contacts.with_columns(lacks).select(
        record_id=pl.format("contact:{}", "number"), source=pl.lit("desk"), person_id="person", is_person_known=pl.lit(True),
        channel=pl.Series(np.array(channel)[place]), touchpoint=pl.Series(np.array(touchpoint)[place]), stage=pl.lit("service"),
        segment=pl.Series(segment[contacts["person"].to_numpy()]), interaction_type=pl.lit("call"), direction=pl.lit("inbound"),
        time_precision=pl.lit("second"), started_local=pl.Series(at(start)), ended_local=pl.Series(end),
        answered_local=pl.Series(at(start + 60)), wait_seconds="wait", is_abandoned="gave_up", is_resolved=~pl.col("unresolved"),
        is_handed_off="handed_off", transfer_count=pl.col("transferred").cast(pl.Int32), reopen_count=pl.col("reopened").cast(pl.Int32),
    )  # fmt: skip


def answers(
    dice: np.random.Generator, contacts: pl.DataFrame, temper: np.ndarray, segment: np.ndarray, push: tuple
) -> pl.DataFrame:
    """A recommendation for one contact in six, three days after it on average."""
    asked = contacts.filter(pl.Series(dice.random(contacts.height) < 1 / 6))
    person = asked["person"].to_numpy()
    when = np.minimum(asked["second"].to_numpy() + dice.exponential(3 * DAY, person.size) + 7200, DAYS * DAY - 2)
    odds = -0.2 + temper[person] + 0.5 * (segment[person] == "premium") - pushed(push, person, when)
    promotes = dice.random(person.size) < 1 / (1 + np.exp(-odds))
    return pl.DataFrame({
        "record_id": [f"answer:{i}" for i in range(person.size)], "source": "survey", "person_id": person, "is_person_known": True,
        "segment": segment[person], "metric": "nps", "scale_min": 0.0, "scale_max": 10.0, "scale": "0-10",
        "score": np.where(promotes, 9.0, 5.0), "answered_local": at(when), "time_precision": "second",
    })  # fmt: skip


def orders(dice: np.random.Generator, activity: np.ndarray, segment: np.ndarray, push: tuple) -> pl.DataFrame:
    """Every customer's own pace, day by day, slowed or quickened by what happened before."""
    pace = 0.010 * np.sqrt(activity) * np.where(segment == "premium", 1.4, 1.0)
    person, second, hazard = hazards(pace, push, -1)
    bought = dice.random(person.size) < hazard
    return pl.DataFrame({
        "record_id": [f"order:{i}" for i in range(int(bought.sum()))], "source": "shop", "person_id": person[bought], "is_person_known": True,
        "segment": segment[person[bought]], "channel": "web", "touchpoint": "shop", "stage": "purchase", "status": "paid", "amount": 50.0,
        "currency": "EUR", "ordered_local": at(second[bought] + dice.random(int(bought.sum())) * DAY), "time_precision": "second",
    })  # fmt: skip


def subscriptions(dice: np.random.Generator, temper: np.ndarray, segment: np.ndarray, push: tuple) -> pl.DataFrame:
    """Everybody begins with one; it ends on the first day that says so."""
    person, second, hazard = hazards(0.0022 * np.exp(-0.5 * temper), push, 1)
    left = dice.random(person.size) < hazard
    first = (
        pl.DataFrame({"person": person[left], "second": second[left]}).group_by("person").agg(pl.col("second").min())
    )
    ends = np.full(temper.size, np.nan)
    ends[first["person"].to_numpy()] = first["second"].to_numpy()
    return pl.DataFrame({
        "record_id": [f"subscription:{i}" for i in range(temper.size)], "source": "billing", "person_id": np.arange(temper.size),
        "is_person_known": True, "segment": segment, "status": "active", "started_local": at(np.full(temper.size, -200.0 * DAY)),
        "ended_local": at(ends), "time_precision": "second",
    })  # fmt: skip


def hazards(pace: np.ndarray, push: tuple, sign: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """person, second and chance of every customer's every day."""
    person, day = np.repeat(np.arange(pace.size), DAYS), np.tile(np.arange(DAYS), pace.size)
    second = day * float(DAY)
    return person, second, np.minimum(pace[person] * np.exp(sign * pushed(push, person, second)), 1)


def at(seconds: np.ndarray) -> np.ndarray:
    """Moments; NaN is NULL."""
    start = np.datetime64(START, "us")
    whole = np.where(np.isnan(seconds), 0, seconds * 1e6).astype("timedelta64[us]")
    return np.where(np.isnan(seconds), np.datetime64("NaT"), start + whole).astype("datetime64[us]")
