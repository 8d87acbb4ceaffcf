"""Finding a person by whatever names one. Read only."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.config.errors import WrongUse
from warehouse.people.key import KEY_TYPES, Key, write_value
from warehouse.people.key_sql import key_type_sql, key_value_sql
from warehouse.people.phones import mobile_of
from warehouse.store.engine import Engine
from warehouse.tables import KEYED, OF_CUSTOMERS

NUMBERED = {  # what people quote that is no key of a person: a number of a record
    "interactions": ("case_id", "order_id", "conversation_id"), "messages": ("conversation_id",),
}  # fmt: skip
# Nobody quotes the number of a message or of an invitation.
NUMBERED_RECORDS = tuple(table.name for table in OF_CUSTOMERS if table.name not in ("messages", "survey_requests"))
MOST_PERSONS = 20  # shown beside a key that several have
FEWEST_DIGITS = 6  # of a phone number that somebody types
MOST_REGIONS = 12  # countries whose national numbers are tried where the settings name none


@dataclass(frozen=True)
class Found:
    """What the text named: a key (its type may be case_id, order_id, conversation_id, record_id, person_id) and whom it leads to.

    state: sole, recycled (persons one after the other), shared (`persons` stand with it, it is nobody's), generic (nobody's),
    record (the number of a record). reason: why it is generic or shared; NULL else. Without persons it leads to nobody.
    """

    key: Key
    state: str
    reason: str | None
    persons: tuple[int, ...]


def find_person(engine: Engine, text: str) -> list[Found]:
    """What has exactly this identifier, the strongest first: e-mails in any case, phones in any spelling (national ones of
    settings.phone_region, else of the customers' countries), customer, vendor, case, order and ticket numbers, cookies, devices, person numbers.

    `type:value` asks for that key only. Nothing is searched for by a part of it.
    """
    written = text.strip()
    if not written:
        return []
    key_type, value = split_typed(written)
    spellings = spell(value, phone_regions(engine))
    return find_keys(engine, key_type, spellings) + ([] if key_type else find_numbers(engine, spellings))


def find_keys(engine: Engine, key_type: str, spellings: list[str]) -> list[Found]:
    """The keys of these spellings; shared ones with the persons on whose records they stand."""
    marks = ", ".join("?" * len(spellings))
    rows = engine.query(
        f"SELECT key_type, key_value, any_value(state) AS state, any_value(reason) AS reason,"
        f" list(person_id ORDER BY valid_from NULLS FIRST) FILTER (person_id IS NOT NULL) AS persons"
        f" FROM identities WHERE key_value IN ({marks}) AND ? IN ('', key_type) GROUP BY key_type, key_value",
        [*spellings, key_type],
    ).sort("key_type", "key_value")
    found = [
        Found(key, state, reason, tuple(persons or ()) or standing_with(engine, key, state))
        for *row, state, reason, persons in rows.iter_rows()
        for key in [Key.of_row(*row)]
    ]
    return sorted(found, key=lambda match: match.key.rank)


def standing_with(engine: Engine, key: Key, state: str) -> tuple[int, ...]:
    """The known persons with this shared key on a record, at most MOST_PERSONS."""
    if state != "shared":
        return ()
    kind = KEY_TYPES[key.rank]
    tables = " UNION ".join(
        f"SELECT person_id FROM {table.name} AS t WHERE is_person_known"
        f" AND {key_value_sql(kind)} = $1 AND {key_type_sql(kind, table.name)} = $2"
        for table in KEYED
    )
    params = [key.value, key.key_type]
    return tuple(engine.query(f"FROM ({tables}) ORDER BY 1 LIMIT {MOST_PERSONS}", params)["person_id"].to_list())


def find_numbers(engine: Engine, spellings: list[str]) -> list[Found]:
    """Records that are numbered so, whose person is known or not; a person's own number."""
    marks = ", ".join(f"${place}" for place in range(1, len(spellings) + 1))
    prefixed = f"(SELECT DISTINCT source || ':' || v FROM files, (SELECT unnest([{marks}]) AS v) UNION SELECT unnest([{marks}]))"
    selects = [
        f"SELECT '{column}' AS key_type, {column} AS key_value, person_id, is_person_known FROM {table} WHERE {column} IN ({marks})"
        for table, columns in NUMBERED.items()
        for column in columns
    ]
    selects += [
        f"SELECT 'record_id' AS key_type, record_id AS key_value, person_id, is_person_known FROM {table} WHERE record_id IN {prefixed}"
        for table in NUMBERED_RECORDS
    ]
    selects.append(
        "SELECT 'person_id' AS key_type, person_id::VARCHAR AS key_value, person_id, true AS is_person_known"
        " FROM identities WHERE person_id = TRY_CAST($1 AS BIGINT)"
    )
    rows = engine.query(
        "SELECT key_type, key_value, list_sort(list(DISTINCT person_id) FILTER (is_person_known)) AS persons"
        f" FROM ({' UNION ALL '.join(selects)}) GROUP BY ALL ORDER BY ALL",
        spellings,
    )
    return [
        Found(
            Key(kind, "", value), "sole" if kind == "person_id" else "record", None, tuple(persons or ())[:MOST_PERSONS]
        )
        for kind, value, persons in rows.iter_rows()
    ]


def split_typed(text: str) -> tuple[str, str]:
    """Type and value of `email:ana@example.com` or `ga4:cookie:1.2`; ("", text) where the text names no type."""
    try:
        return Key.parse(text).row
    except WrongUse:
        return "", text


def phone_regions(engine: Engine) -> list[str]:
    """The countries whose national spelling a number may have: the setting's, else those of most customers."""
    if engine.settings.phone_region:
        return [engine.settings.phone_region]
    rows = engine.query(
        "SELECT country FROM customers WHERE length(country) = 2 GROUP BY ALL ORDER BY count(*) DESC, country"
        f" LIMIT {MOST_REGIONS}"
    )
    return rows["country"].to_list()


def spell(text: str, regions: list[str]) -> list[str]:
    """The ways in which the warehouse may have written what somebody typed."""
    bare = text.lstrip("#").strip()
    digits = sum(sign.isdigit() for sign in bare)
    has_letters = any(sign.isalpha() for sign in bare) and "@" not in bare
    normal = [write_value("email", bare)] if "@" in bare else []
    if digits >= FEWEST_DIGITS and not has_letters:
        phones = [write_value("phone", bare, region) for region in regions or [""]]
        normal += [*phones, *(mobile_of(phone) for phone in phones if phone)]
    # Shops print an order's number with a #, people often leave it out.
    return list(dict.fromkeys([text, bare, bare.upper(), bare.lower(), f"#{bare.upper()}", *filter(None, normal)]))
