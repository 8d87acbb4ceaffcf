"""Words to codes with well-kept libraries: phone numbers to E.164, e-mail addresses, countries to ISO 3166-1 alpha-2."""

from functools import cache

import duckdb
import pycountry

from pipelines.quoting import quote_text
from pipelines.text.sentiment import sentiment_sql
from warehouse.people.emails import PLAIN_EMAIL, find_email_fault, parse_email
from warehouse.people.ids import DAMAGED_ID, FILLED_KEY, PLAIN_KEY, find_id_fault, odd_keys, parse_id, repair_id
from warehouse.people.phones import LOOKED_AT, WHATSAPP_ID, find_phone_fault, parse_phone
from warehouse.people.placeholders import placeholder_email_pattern

# What exports write besides the ISO names and codes; sources: CLDR and files seen.
OTHER_COUNTRY_NAMES = {
    "UK": "GB", "GREAT BRITAIN": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB", "USA": "US", "U.S.": "US",
    "UNITED STATES OF AMERICA": "US", "ESTADOS UNIDOS": "US", "ESPAÑA": "ES", "MÉXICO": "MX", "BRASIL": "BR", "ALEMANIA": "DE",
    "FRANCIA": "FR", "ITALIA": "IT", "REINO UNIDO": "GB", "PERÚ": "PE", "RUSSIA": "RU", "SOUTH KOREA": "KR",
    "NORTH KOREA": "KP", "TURKEY": "TR", "CZECH REPUBLIC": "CZ", "VIETNAM": "VN", "IRAN": "IR", "TAIWAN": "TW", "SYRIA": "SY",
    "LAOS": "LA", "MOLDOVA": "MD", "TANZANIA": "TZ", "BOLIVIA": "BO", "VENEZUELA": "VE", "MACEDONIA": "MK", "PALESTINE": "PS",
    "XK": "XK", "IVORY COAST": "CI", "CÔTE D’IVOIRE": "CI", "CAPE VERDE": "CV", "HONG KONG": "HK", "MACAU": "MO", "KOSOVO": "XK",
    "BOSNIA": "BA", "MYANMAR (BURMA)": "MM", "ST. LUCIA": "LC", "TRINIDAD & TOBAGO": "TT", "BOSNIA & HERZEGOVINA": "BA",
    "GER": "DE", "SPA": "ES",
}  # fmt: skip


def install_normalisers(con: duckdb.DuckDBPyConnection) -> None:
    """Define normal_phone(text, region), normal_email(text), normal_key(text), normal_id(text), id_fault(text),
    phone_fault(text), email_fault(text), country_code(text), sentiment_code(text), is_zone(text)."""
    con.create_function("parse_phone", parse_phone, ["VARCHAR", "VARCHAR"], "VARCHAR", null_handling="special")  # type: ignore[call-overload]
    for name, function in {"parse_email": parse_email, "parse_id": parse_id, "repair_id": repair_id}.items():
        con.create_function(name, function, ["VARCHAR"], "VARCHAR", null_handling="special")  # type: ignore[call-overload]
    for name, find_fault in {
        "id_fault": find_id_fault,
        "phone_fault": find_phone_fault,
        "email_fault": find_email_fault,
    }.items():
        con.create_function(name, find_fault, ["VARCHAR"], "VARCHAR")  # type: ignore[call-overload]
    # Numbers that are E.164 already need no library: 9 of 10 in the exports seen, and Python costs 30 µs each.
    con.execute(rf"""
        CREATE OR REPLACE TEMP MACRO normal_phone(t, region) AS CASE
            WHEN t IS NULL THEN NULL
            WHEN regexp_full_match(t, '\+[1-9]\d{{7,14}}') AND NOT regexp_full_match(t, '{LOOKED_AT}') THEN t
            WHEN regexp_full_match(t, '{WHATSAPP_ID}') AND NOT regexp_full_match('+' || regexp_extract(t, '^\d+'), '{LOOKED_AT}')
                THEN '+' || regexp_extract(t, '^\d+')
            ELSE parse_phone(t, region) END
    """)
    con.execute(rf"""
        CREATE OR REPLACE TEMP MACRO normal_email(t) AS CASE
            WHEN t IS NULL OR NOT regexp_matches(t, '[@＠﹫]') THEN NULL
            WHEN regexp_full_match(lower(t), '{PLAIN_EMAIL}') AND NOT regexp_matches(lower(t), {quote_text(placeholder_email_pattern())}) THEN lower(t)
            ELSE parse_email(t) END
    """)
    odd = ", ".join(map(quote_text, odd_keys()))
    # A code in plain signs with a digit other than 0 is none of the listed words, three times faster than the list tells.
    con.execute(rf"""
        CREATE OR REPLACE TEMP MACRO normal_key(t) AS CASE
            WHEN t IS NULL THEN NULL
            WHEN regexp_full_match(t, '{PLAIN_KEY}') AND NOT regexp_matches(t, '{FILLED_KEY}') AND lower(t) NOT IN ({odd}) THEN t
            ELSE parse_id(t) END
    """)
    con.execute(
        f"CREATE OR REPLACE TEMP MACRO normal_id(t) AS CASE WHEN regexp_matches(t, '{DAMAGED_ID}') THEN repair_id(t) ELSE t END"
    )
    names = {name: code for name, code in country_codes().items() if name != code}
    # A variable, not written out in the macro: the 700 names took 8 ms of planning wherever a country is read. Its value is
    # given, not written: that takes 24 ms.
    con.execute("SET VARIABLE country_names = map(?::VARCHAR[], ?::VARCHAR[])", [list(names), list(names.values())])
    con.execute(f"CREATE OR REPLACE TEMP MACRO country_code(t) AS {country_sql('t')}")
    con.execute(f"CREATE OR REPLACE TEMP MACRO sentiment_code(t) AS {sentiment_sql('t')}")
    con.execute("SET VARIABLE zone_names = (SELECT list(name) FROM pg_timezone_names())")
    con.execute("CREATE OR REPLACE TEMP MACRO is_zone(t) AS list_position(getvariable('zone_names'), t) > 0")


def country_sql(text: str) -> str:
    """SQL for the alpha-2 code of a country's code or name; NULL for what is none.

    No look-up table: a join in the reading of a file would hold all its rows (40 processor s a million instead of 4) and
    might lose their order, by which a row's line is known. Codes stand in one text, each at a place of 3n + 1.
    """
    codes = country_codes()
    two_letters = ",".join(sorted(name for name, code in codes.items() if name == code)) + ","
    upper = f"upper({text})"
    is_code = f"length({text}) = 2 AND position({upper} || ',' IN {quote_text(two_letters)}) % 3 = 1"
    return f"CASE WHEN {is_code} THEN {upper} WHEN {text} IS NOT NULL THEN getvariable('country_names')[{upper}] END"


@cache
def country_codes() -> dict[str, str]:
    """Upper-case name or code of a country → its alpha-2 code."""
    codes = {}
    for country in pycountry.countries:
        for name in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            if value := getattr(country, name, None):
                codes[value.upper()] = country.alpha_2
    return codes | OTHER_COUNTRY_NAMES
