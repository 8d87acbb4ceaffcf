"""Finding a person by whatever names one; beside it, the identifiers of a person and why two of them are one person's.

Read only. A key is its type and value (warehouse/people/identifiers.py); as text `type:value` or `source:type:value`.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.config.errors import WrongUse
from warehouse.people.decisions import split_key
from warehouse.people.identifiers import KEY_COLUMNS, KEY_TYPES, mask_value, rank_of, write_key
from warehouse.people.keys import keys_of_person
from warehouse.people.links import Link, explain_link
from warehouse.people.phones import mobile_of
from warehouse.store.engine import Engine
from warehouse.tables import KEYED, OF_CUSTOMERS

__all__ = ["Found", "Link", "explain_link", "find_person", "keys_of_person", "mask_value"]

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
    """What the text named: a key (or case_id, order_id, conversation_id, record_id, person_id) and the persons that it leads to.

    state: sole, recycled (persons one after the other), shared (`persons` stand with it, it is nobody's), generic (nobody's),
    record (the number of a record). reason: why it is generic or shared; NULL else. Without persons it leads to nobody.
    """

    key_type: str
    key_value: str
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
        Found(kind, value, state, reason, tuple(persons or ()) or standing_with(engine, kind, value, state))
        for kind, value, state, reason, persons in rows.iter_rows()
    ]
    return sorted(found, key=lambda match: rank_of(match.key_type))


def standing_with(engine: Engine, key_type: str, value: str, state: str) -> tuple[int, ...]:
    """The known persons with this shared key on a record, at most MOST_PERSONS."""
    if state != "shared":
        return ()
    plain, scope = key_type.rsplit(":", 1)[-1], key_type.rpartition(":")[0]
    column = plain if plain in KEY_COLUMNS else f"other_keys['{plain}']"
    scoped = next((kind.scope for kind in KEY_TYPES if kind.name == plain), "")
    tables = " UNION ".join(
        f"SELECT person_id FROM {table.name} WHERE {column} = $1 AND is_person_known"
        + (f" AND {scoped} = $2" if scoped else "")
        for table in KEYED
    )
    params = [value, scope] if scoped else [value]
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
        Found(kind, value, "sole" if kind == "person_id" else "record", None, tuple(persons or ())[:MOST_PERSONS])
        for kind, value, persons in rows.iter_rows()
    ]


def split_typed(text: str) -> tuple[str, str]:
    """Type and value of `email:ana@example.com` or `ga4:cookie:1.2`; ("", text) where the text names no type."""
    try:
        return split_key(text)
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
    normal = [write_key("email", bare)] if "@" in bare else []
    if digits >= FEWEST_DIGITS and not has_letters:
        phones = [write_key("phone", bare, region) for region in regions or [""]]
        normal += [*phones, *(mobile_of(phone) for phone in phones if phone)]
    # Shops print an order's number with a #, people often leave it out.
    return list(dict.fromkeys([text, bare, bare.upper(), bare.lower(), f"#{bare.upper()}", *filter(None, normal)]))
