"""Who a person is, as the records of all sources say. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from warehouse.store.engine import Engine
from warehouse.tables import OF_CUSTOMERS


@dataclass(frozen=True)
class Spend:
    """Orders and what was paid for them in one currency; refunds of their own count negative."""

    currency: str | None
    orders: int
    amount: Decimal
    refunded: Decimal


@dataclass(frozen=True)
class Profile:
    """A person; a value is None where no record states it. `first` and `last` in the reporting zone."""

    person_id: int
    name: str | None
    segment: str | None
    country: str | None
    language: str | None
    city: str | None
    first: datetime | None
    last: datetime | None
    channels: tuple[str, ...]
    sources: tuple[str, ...]
    spend: tuple[Spend, ...]


def person_profile(engine: Engine, person_id: int) -> Profile | None:
    """The profile of a known person; None when the version has no such person.

    Segment, country and language are the newest stated; the name and city those of the newest directory record.
    """
    rows = " UNION ALL BY NAME ".join(
        f"SELECT '{table.name}' AS place, source, channel, segment, country, language, updated_at, {table.main_local} AS time"
        f"{', display_name, city' if 'display_name' in table.columns else ''}"
        f" FROM {table.name} WHERE person_id = $1 AND is_person_known"
        for table in OF_CUSTOMERS
    )
    newest = "FILTER ({0} IS NOT NULL)"
    said = ", ".join(
        f"arg_max({name}, coalesce(time, TIMESTAMP '0001-01-01')) {newest.format(name)} AS {name}"
        for name in ("segment", "country", "language")
    )
    row = engine.query(
        f"""SELECT count(*) AS records, {said},
            arg_max(display_name, coalesce(updated_at, time, TIMESTAMP '0001-01-01')) FILTER (display_name IS NOT NULL) AS name,
            arg_max(city, coalesce(updated_at, time, TIMESTAMP '0001-01-01')) FILTER (city IS NOT NULL) AS city,
            min(time) AS first, max(time) AS last, list(DISTINCT source ORDER BY source) AS sources,
            list(DISTINCT channel ORDER BY channel) FILTER (place IN ('interactions', 'messages', 'orders') AND channel IS NOT NULL)
                AS channels
        FROM ({rows})""",
        (person_id,),
    ).row(0, named=True)
    if not row.pop("records"):
        return None
    channels, sources = tuple(row.pop("channels") or ()), tuple(row.pop("sources"))
    return Profile(person_id, channels=channels, sources=sources, spend=person_spend(engine, person_id), **row)


def person_spend(engine: Engine, person_id: int) -> tuple[Spend, ...]:
    """Orders of a person by currency, cancelled ones left out, the currency with most orders first."""
    frame = engine.query(
        """SELECT currency, CAST(count(*) FILTER (amount >= 0) AS BIGINT) AS orders,
            coalesce(sum(amount) FILTER (amount >= 0), 0) AS amount,
            coalesce(sum(refunded_amount) FILTER (amount >= 0), 0) - coalesce(sum(amount) FILTER (amount < 0), 0) AS refunded
        FROM orders WHERE person_id = ? AND status IS DISTINCT FROM 'cancelled' AND amount IS NOT NULL
        GROUP BY currency ORDER BY orders DESC, currency""",
        (person_id,),
    )
    return tuple(Spend(**row) for row in frame.iter_rows(named=True))


def known_among(engine: Engine, persons: Sequence[int]) -> set[int]:
    """Those of the persons whom the version knows by a key; the others are one record each."""
    if not persons:
        return set()
    marks = ", ".join("?" for _ in persons)
    found = engine.query(f"SELECT DISTINCT person_id FROM identities WHERE person_id IN ({marks})", list(persons))
    return set(found["person_id"].to_list())


def person_names(engine: Engine, persons: Sequence[int]) -> dict[int, str]:
    """The newest name of each of the persons whom a directory names."""
    if not persons:
        return {}
    marks = ", ".join("?" for _ in persons)
    rows = engine.query(
        f"""SELECT person_id, arg_max(display_name, coalesce(updated_at, created_at, TIMESTAMP '0001-01-01')) AS name
        FROM customers WHERE person_id IN ({marks}) AND display_name IS NOT NULL GROUP BY person_id""",
        list(persons),
    )
    return dict(rows.iter_rows())
