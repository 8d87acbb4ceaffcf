"""Generic keys: identifiers that stand for no single person, so that they neither link records nor name anybody.

Listed in the settings; mailboxes that a role reads; strong keys that meet too many others to be one person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import duckdb

from pipelines.derive.identity.keys import Kinds, all_kinds, column
from pipelines.quoting import quote_text
from warehouse.config.settings import Settings
from warehouse.people.key import KeyType

# RFC 2142, what mail servers and shops send from, and the same in other languages.
ROLE_MAILBOXES = (
    "abuse", "admin", "administrator", "billing", "bounce", "bounces", "contact", "customercare", "customerservice", "donotreply",
    "do-not-reply", "enquiries", "ftp", "feedback", "hello", "help", "helpdesk", "hostmaster", "hr", "info", "inquiries",
    "invoices", "jobs", "mail", "mailer-daemon", "marketing", "news", "newsletter", "no-reply", "no_reply", "no.reply",
    "noc", "noreply", "office", "orders", "postmaster", "press", "privacy", "reception", "root", "sales", "security",
    "service", "shop", "store", "support", "team", "test", "usenet", "uucp", "webmaster", "www",
    "administracion", "administración", "atencion", "atencionalcliente", "atencion.cliente", "ayuda", "clientes",
    "comercial", "compras", "contabilidad", "contacto", "correo", "empleo", "facturacion", "facturación", "facturas",
    "hola", "incidencias", "informacion", "información", "no-responder", "noresponder", "oficina", "pedidos", "prensa",
    "reclamaciones", "recepcion", "recepción", "reservas", "rrhh", "secretaria", "servicioalcliente", "soporte",
    "tienda", "ventas",
    # Portuguese, German, French, Italian
    "naoresponda", "nao-responda", "atendimento", "contato", "faleconosco", "vendas", "suporte", "financeiro", "cobranca",
    "nichtantworten", "keine-antwort", "kontakt", "kundenservice", "kundendienst", "buchhaltung", "rechnung", "bestellung", "verkauf", "vertrieb",
    "buero", "zentrale", "ne-pas-repondre", "nepasrepondre", "accueil", "commande", "commandes", "comptabilite", "facturation", "serviceclient", "service-client",
    "norispondere", "non-rispondere", "contatti", "ordini", "fatture", "assistenza", "segreteria", "amministrazione", "vendite", "do_not_reply",
)  # fmt: skip
# Types of which one person has few; a device or a cookie is replaced every few weeks.
IDENTIFYING = frozenset({"customer_id", "loyalty_number", "vendor_customer_id", "email", "social_id", "phone"})


def find_generic_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds, settings: Settings) -> None:
    """Make the temporary tables `generic` (key, reason) and `most_met` (key, partners), and blank generic keys in `bundle`."""
    define_is_personal(con, settings)
    fixed = "SELECT key, reason FROM fixed_owner WHERE state = 'generic' AND reason"
    con.execute(f"CREATE OR REPLACE TEMP TABLE generic AS {fixed} <> 'many_partners'")
    find_listed_keys(con, settings)
    keep_decided_generic(con, kinds)
    blank_generic_keys(con, kinds)
    count_partners(con, kinds)  # those that have too many partners themselves are partners as well
    con.execute(f"INSERT INTO generic {fixed} = 'many_partners'")
    con.execute(
        "INSERT INTO generic SELECT key, 'many_partners' FROM most_met JOIN key USING (key)"
        f" WHERE partners > {settings.key_partner_limit} AND NOT is_fixed AND NOT is_personal(key_type, key_value)"
    )
    keep_decided_generic(con, kinds)
    blank_generic_keys(con, kinds)


def define_is_personal(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Define is_personal(key_type, key_value) on the connection: an exception that the settings name."""
    con.execute(
        f"CREATE OR REPLACE TEMP MACRO is_personal(type, value) AS {fits(settings.personal_keys, 'type', 'value')}"
    )


def find_listed_keys(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    roles = ", ".join(map(quote_text, ROLE_MAILBOXES))
    con.execute(f"""
        INSERT INTO generic SELECT key, CASE WHEN is_listed THEN 'listed' ELSE 'role_mailbox' END FROM (
            SELECT key, key_type, key_value, {fits(settings.generic_keys, "key_type", "key_value")} AS is_listed,
                key_type = 'email' AND split_part(lower(key_value), '@', 1) IN ({roles}) AS is_role
            FROM key WHERE is_seen AND NOT is_fixed)
        WHERE (is_listed OR is_role) AND NOT is_personal(key_type, key_value)
    """)


def fits(patterns: Sequence[str], key_type: str, key_value: str) -> str:
    """SQL: the value, alone or with its type before it, fits one of the patterns (* ? [a-z]), whatever the case."""
    tests = [
        f"lower({text}) GLOB {quote_text(pattern.lower())}"
        for pattern in patterns
        for text in (key_value, f"{key_type} || ':' || {key_value}")
    ]
    return f"({' OR '.join(tests)})" if tests else "false"


def keep_decided_generic(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Remember which combinations carry a generic key that a decision names, before it is blanked."""
    for kind in all_kinds(kinds):
        con.execute(
            f"INSERT INTO decided_generic SELECT bundle, {column(kind)} FROM bundle WHERE {column(kind)} IN"
            " (SELECT key FROM generic JOIN decided_key USING (key))"
        )


def blank_generic_keys(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    for kind in all_kinds(kinds):
        con.execute(f"UPDATE bundle SET {column(kind)} = NULL WHERE {column(kind)} IN (SELECT key FROM generic)")


def count_partners(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Make the temporary table `most_met`: of each strong key, the most keys of one type that share a record with it."""
    con.execute("CREATE OR REPLACE TEMP TABLE partner_count (key UBIGINT, partners INTEGER)")
    for one, other in combinations([kind for kind in all_kinds(kinds) if kind.name in IDENTIFYING], 2):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE meeting AS SELECT DISTINCT {column(one)} AS a, {column(other)} AS b FROM bundle"
            f" WHERE {column(one)} IS NOT NULL AND {column(other)} IS NOT NULL"
        )
        if one.strength == "strong":
            con.execute(f"INSERT INTO partner_count {count_sql('a', 'b', other)}")
        if other.strength == "strong":
            con.execute(f"INSERT INTO partner_count {count_sql('b', 'a', one)}")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE most_met AS SELECT key, max(partners) AS partners FROM partner_count GROUP BY key"
    )


def count_sql(key: str, partner: str, kind: KeyType) -> str:
    """Query of the keys in one column of `meeting` with the number of partners; ids of two sources are two types."""
    if kind.scope:
        return f"SELECT {key}, count(*) FROM meeting JOIN key ON key.key = {partner} GROUP BY {key}, key_type"
    return f"SELECT {key}, count(*) FROM meeting GROUP BY {key}"
