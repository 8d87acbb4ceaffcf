"""What customers went through at touchpoints: one row per experience, with the time from which it was known.

An experience counts for an index date when its contact began in the window before the date and it was known by then: nothing that
became known later (a resolution, a re-opening, an answer) is used, though the export states it beside the contact.
"""

from datetime import datetime

import polars as pl

from metrics.analyses.drivers.population import Population, place_request
from metrics.analyses.omnichannel.persons import OWN_CONTACT
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.engine import Engine
from metrics.semantic.request import filters_sql
from metrics.semantic.scope import Scope
from warehouse.config.errors import WrongUse

PLACE = ("channel", "stage", "touchpoint")
KEYS = ("person_id", "record_id", *PLACE, "experience", "began", "known", "until")
# used, received: being there; the others went wrong, as far as anybody measured it.
BEING_THERE = ("used", "received")
LONG_WAIT = 0.75  # longer than three quarters of the waits on the channel, among the contacts that are looked at
ENOUGH_WAITS = 30

# A day without a time is over at its end.
DAY = "CASE WHEN time_precision = 'day' THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END"
CONTACTS = (
    "SELECT person_id, record_id, channel, stage, touchpoint, CAST(started_local AS TIMESTAMP) AS began,"
    f" coalesce({OWN_CONTACT}, FALSE) AS is_own, CAST(greatest(started_local, ended_local, resolved_local, answered_local,"
    f" first_responded_local) + {DAY} AS TIMESTAMP) AS over, CAST(ended_local AS TIMESTAMP) AS ended,"
    " CAST(resolved_local AS TIMESTAMP) AS resolved, CAST(answered_local AS TIMESTAMP) AS answered,"
    " CAST(first_responded_local AS TIMESTAMP) AS responded, wait_seconds, first_response_seconds, is_abandoned, is_resolved,"
    " is_handed_off, transfer_count, reopen_count, time_precision FROM (@) AS f"
)


def read_experiences(
    engine: Engine, scope: Scope, population: Population, first: datetime, last: datetime
) -> tuple[pl.DataFrame, dict[str, float]]:
    """KEYS, one row per experience whose contact began in [first, last), and by channel the seconds from which a wait is long.

    Raises WrongUse for a filter that contacts do not have.
    """
    contacts = read_contacts(engine, scope, population, first, last)
    long_waits = long_waits_of(contacts)
    found = [
        being_there(contacts),
        waits(contacts, long_waits),
        ended_badly(contacts),
        not_resolved(contacts),
        steps_away(engine, population, contacts, first, last),
        low_ratings(engine, scope, population, contacts, first, last),
        negative_words(engine, scope, population, first, last),
    ]
    return pl.concat([frame.select(KEYS) for frame in found]), long_waits


def read_contacts(
    engine: Engine, scope: Scope, population: Population, first: datetime, last: datetime
) -> pl.DataFrame:
    """The contacts of the persons at the places that the scope asks for."""
    rows = placed_rows(engine, scope, population, "interactions", "started_local", "is_person_known", first, last)
    sql = fill(CONTACTS, rows)
    return engine.query(sql.text, sql.params)


def placed_rows(engine: Engine, scope: Scope, population: Population, table: str, anchor: str, where: str,
                first: datetime, last: datetime) -> Sql:  # fmt: skip
    """The rows of a table that are the persons', dated in [first, last), at the places that the scope asks for."""
    request = place_request(engine, scope)
    for dimension, _ in request.filters:
        if table not in dimension.tables:
            raise WrongUse(f"drivers have no dimension {find_dimension(dimension.name).name}: {table} have none")
    dated = Sql(
        f"{anchor} >= CAST(? AS TIMESTAMP) AND {anchor} < CAST(? AS TIMESTAMP)", (first.isoformat(), last.isoformat())
    )
    whose = fill("person_id IN (@)", population.sql)
    return fill(
        f"SELECT * FROM {table} AS f WHERE @",
        joined(" AND ", [Sql(where), dated, whose, filters_sql(request, anchor)]),
    )


def being_there(contacts: pl.DataFrame) -> pl.DataFrame:
    """used: an own contact; received: something that the company sent."""
    return contacts.with_columns(
        experience=pl.when("is_own").then(pl.lit("used")).otherwise(pl.lit("received")), known=began_at(), until=NEVER
    )


def long_waits_of(contacts: pl.DataFrame) -> dict[str, float]:
    """Channel: seconds; channels with too few waits have none."""
    waited = contacts.filter("is_own").with_columns(wait=WAIT).filter(pl.col("wait").is_not_null())
    limits = waited.group_by("channel").agg(pl.col("wait").quantile(LONG_WAIT, "linear"), waits=pl.len())
    enough = limits.filter(pl.col("channel").is_not_null() & (pl.col("waits") >= ENOUGH_WAITS) & (pl.col("wait") > 0))
    return dict(enough.sort("channel").select("channel", "wait").iter_rows())


def waits(contacts: pl.DataFrame, long_waits: dict[str, float]) -> pl.DataFrame:
    """waited_long: longer in the queue, or for the first reply where nobody queues, than is usual on the channel."""
    limit = pl.col("channel").replace_strict(long_waits, default=None, return_dtype=pl.Float64)
    known = pl.when(pl.col("wait_seconds").is_not_null()).then(pl.coalesce("answered", "over")).otherwise("responded")
    return contacts.filter(pl.col("is_own") & (limit < WAIT)).with_columns(
        experience=pl.lit("waited_long"), known=known, until=NEVER
    )


def ended_badly(contacts: pl.DataFrame) -> pl.DataFrame:
    """gave_up in the queue, handed_off by a bot or voice menu, transferred, reopened: known when the contact was over.

    When an open case was transferred, or re-opened one last time, is not known: it counts for nobody.
    """
    is_open = pl.col("ended").is_null() & pl.col("resolved").is_null() & ~pl.col("is_resolved").fill_null(True)
    kinds = {
        "gave_up": pl.col("is_abandoned"),
        "handed_off": pl.col("is_handed_off"),
        "transferred": (pl.col("transfer_count") > 0) & ~is_open,
        "reopened": (pl.col("reopen_count") > 0) & ~is_open,
    }
    found = [
        contacts.filter(pl.col("is_own") & condition).with_columns(
            experience=pl.lit(kind), known=pl.col("over"), until=NEVER
        )
        for kind, condition in kinds.items()
    ]
    return pl.concat(found)


def not_resolved(contacts: pl.DataFrame) -> pl.DataFrame:
    """unresolved: from the contact until it was resolved, however that came out later; re-opened ones were both, so they are left out."""
    was_once = pl.col("reopen_count").fill_null(0) == 0
    resolved = pl.when("is_resolved").then(pl.coalesce("resolved", "ended", "began"))
    return contacts.filter(pl.col("is_own") & pl.col("is_resolved").is_not_null() & was_once).with_columns(
        experience=pl.lit("unresolved"), known=began_at(), until=resolved
    )


def steps_away(
    engine: Engine, population: Population, contacts: pl.DataFrame, first: datetime, last: datetime
) -> pl.DataFrame:
    """changed_channel, came_again: the next contact about the same matter, counted at the touchpoint that the customer came from."""
    dated = Sql(
        "stepped_local >= CAST(? AS TIMESTAMP) AND stepped_local < CAST(? AS TIMESTAMP)",
        (first.isoformat(), last.isoformat()),
    )
    sql = fill(
        "SELECT from_record_id AS record_id, kind, CAST(stepped_local AS TIMESTAMP) AS known FROM matter_steps"
        " WHERE is_person_known AND kind IN ('hop', 'repeat') AND @ AND person_id IN (@)",
        dated, population.sql,
    )  # fmt: skip
    steps = engine.query(sql.text, sql.params)
    kind = pl.when(pl.col("kind") == "hop").then(pl.lit("changed_channel")).otherwise(pl.lit("came_again"))
    return contacts.filter("is_own").join(steps, on="record_id").with_columns(experience=kind, until=NEVER)


def low_ratings(
    engine: Engine, scope: Scope, population: Population, contacts: pl.DataFrame, first: datetime, last: datetime
) -> pl.DataFrame:
    """low_rating: an answer under the satisfied boxes of its scale (CSAT, CES), at the rated contact's touchpoint, else the answer's own."""
    where = "is_person_known AND metric IN ('csat', 'ces') AND score < top_box_min"
    rows = placed_rows(engine, scope, population, "responses", "answered_local", where, first, last)
    sql = fill(
        "SELECT person_id, record_id AS answer_id, interaction_id, channel, stage, touchpoint,"
        f" CAST(answered_local + {DAY} AS TIMESTAMP) AS known FROM (@) AS f",
        rows,
    )
    rated = contacts.select(
        pl.col("record_id").alias("interaction_id"), "began", *(pl.col(name).alias(f"rated_{name}") for name in PLACE)
    )
    answers = engine.query(sql.text, sql.params).join(rated, on="interaction_id", how="left")
    is_rated = pl.col("began").is_not_null()
    return answers.with_columns(
        *(pl.when(is_rated).then(pl.col(f"rated_{name}")).otherwise(pl.col(name)).alias(name) for name in PLACE),
        record_id=pl.when(is_rated).then("interaction_id").otherwise("answer_id"),
        experience=pl.lit("low_rating"), began=pl.coalesce("began", "known"), until=NEVER,
    )  # fmt: skip


def negative_words(
    engine: Engine, scope: Scope, population: Population, first: datetime, last: datetime
) -> pl.DataFrame:
    """negative_words: what the customer wrote, or the export says of it, is negative."""
    where = "is_person_known AND polarity = 'negative'"
    rows = placed_rows(engine, scope, population, "comments", "said_local", where, first, last)
    sql = fill(
        "SELECT person_id, coalesce(interaction_id, record_id) AS record_id, channel, stage, touchpoint, 'negative_words' AS experience,"
        f" CAST(said_local AS TIMESTAMP) AS began, CAST(said_local + {DAY} AS TIMESTAMP) AS known FROM (@) AS f",
        rows,
    )
    return engine.query(sql.text, sql.params).with_columns(until=NEVER)


NEVER = pl.lit(None, pl.Datetime("us"))
WAIT = pl.coalesce("wait_seconds", "first_response_seconds")


def began_at() -> pl.Expr:
    """When it is known that a contact took place."""
    return pl.when(pl.col("time_precision") == "day").then(pl.col("began") + pl.duration(days=1)).otherwise("began")
