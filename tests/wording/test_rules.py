"""Every rule that is declared, and every reason that the code gives, says what it means and the way out."""

import ast
import re
from datetime import datetime

import pytest

from pipelines.canonical import MAPPED_TABLES
from pipelines.check.expectations import rules_of_table
from pipelines.check.stored_rules import rules_after_store
from tests.structure.source import PROJECT
from tests.wording.found import calls, source_reasons
from warehouse.tables import TABLES
from warehouse.wording.catalogue import languages, read_translations
from warehouse.wording.reasons import REASONS
from warehouse.wording.rules import ENDINGS, IN_ORDER, NAMED, find_rule
from warehouse.wording.wording import Explanation, Wording

ROW_RULES = [rule for table in MAPPED_TABLES for rule in rules_of_table(table, datetime(2026, 1, 1))]
STORED = rules_after_store(
    [*MAPPED_TABLES, "files", "matters", "journeys"], dict.fromkeys((*MAPPED_TABLES, "matters"), 10)
)
# Where rows are kept aside, cells emptied and rows skipped: every sentence there is a reason.
REASONED = (
    "read/damage", "read/delimited", "read/fixed_width", "read/json_values", "read/json_records", "read/parquet", "read/rows", "read/whatsapp",
    "stage/cast", "stage/cell_rules", "stage/record_select", "stage/row_verdict", "store/batch", "store/repeats", "store/arrivals",
)  # fmt: skip
OF_KEYS = ("emails", "phones", "placeholders", "spreadsheet")


def reasons_of_code() -> set[str]:
    """The templates of all reasons."""
    paths = [PROJECT / "pipelines" / f"{name}.py" for name in REASONED]
    paths += [PROJECT / "warehouse" / "people" / f"{name}.py" for name in OF_KEYS]
    said = [one for path in paths for one in calls(("sentence",), path.read_text(encoding="utf-8"))]
    return {str(one.value) for one in said if isinstance(one, ast.Constant)}


def test_every_declared_rule_has_its_texts() -> None:
    names = {rule.name for rule in (*ROW_RULES, *STORED)}
    assert len(names) > 40
    assert sorted(name for name in names if find_rule(name)[0] is None) == []


def test_every_text_of_a_rule_is_of_a_rule_that_is_declared() -> None:
    names = {rule.name for rule in (*ROW_RULES, *STORED)}
    used = {id(find_rule(name)[0]) for name in names}
    assert [name for name, rule in {**ENDINGS, **NAMED, "in order": IN_ORDER}.items() if id(rule) not in used] == []


def test_every_reason_of_the_code_and_of_our_sources_has_its_texts() -> None:
    said = reasons_of_code() | set(source_reasons())
    assert said - set(REASONS) == set()
    assert set(REASONS) - said == set()


def is_bare(call: ast.Call) -> bool:
    """Whether a row's reason, or that of a typed column, which is SQL, is written out where it is given."""
    reason = call.args[1]
    if isinstance(call.func, ast.Name) and call.func.id == "Typed":
        return isinstance(reason, ast.Constant) and "'" in str(reason.value)
    return isinstance(reason, ast.JoinedStr) or (isinstance(reason, ast.Constant) and bool(reason.value))


def test_no_reason_is_a_bare_text() -> None:
    bare = []
    for folder in ("read", "stage"):
        for path in (PROJECT / "pipelines" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("BadRow", "Typed") and is_bare(node):
                    bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


@pytest.mark.parametrize("language", languages())
def test_what_is_allowed_comes_from_the_declaration(language: str) -> None:
    """A list or span in the rule's SQL stands in its explanation, value by value."""
    wording, unsaid = Wording(language), []
    for rule in ROW_RULES:
        allowed = wording.explain_rule(rule.name, rule.table, rule.column).allowed
        if rule.column in ("currency", "country", "stage"):  # named by their standards
            assert allowed or not rule.name.endswith("_known"), rule.name
        elif listed := re.fullmatch(r"\w+ NOT IN \((.*)\)", rule.failing):
            unsaid += [(rule.name, value) for value in re.findall(r"'([^']*)'", listed[1]) if value not in allowed]
        elif "NOT BETWEEN" in rule.failing and not re.search(r"\d", allowed):
            unsaid.append((rule.name, "bounds"))
    assert unsaid == []


def test_a_rule_is_explained_with_its_column_as_the_reader_calls_it() -> None:
    spanish = Wording("es", {"transfer_count": "transferencias"}.get)
    assert spanish.explain_reason("breaks the rule transfer_count_plausible", "transfer_count") == Explanation(
        "transferencias: verosímil",
        "Lo que queda fuera es un error del sistema o de la lectura: un reloj roto, otro orden de la fecha, otra unidad.",
        "Se admite: de 0 a 10.000.",
        "Corrígelo en la exportación o en la hoja; si les pasa a muchas filas, mira unit, epoch, formats, date_order y timezone en la correspondencia.",
    )


def test_a_rule_and_a_reason_of_a_users_mapping_keep_their_words() -> None:
    english = Wording("en")
    assert [english.explain_reason(said).name for said in ("breaks the rule my_own", "a row of the boss")] == [
        "my_own",
        "a row of the boss",
    ]
    assert english.explain_reason("a row of the boss").way_out == "If it is wrong, correct the row, or the mapping."


def test_a_line_of_a_load_leads_to_its_rule() -> None:
    english = Wording("en")
    lines = (
        "orders (shop): status_known: 3 rows",
        "emptied 2: interactions.wait_seconds (espera): not a duration (first at line 3); such as soon",
        "emptied 2: interactions.wait_seconds (wait_seconds): negative, or too large to be (first at line 3); such as -5",
        "emptied 2: interactions.direction (Dir): none of the known values (first at line 3); such as in; known: inbound, outbound",
        "reading a.csv",
    )
    found = [english.explain_line(line) for line in lines]
    assert [one and (one.name, one.allowed) for one in found] == [
        ("status: a known value", "Allowed: open, paid, fulfilled, cancelled, refunded, partially_refunded."),
        ("not a duration", ""),
        ("negative, or too large to be", "Allowed: 0 to 3,660 days, in seconds."),
        ("none of the known values", "Allowed: inbound, outbound, internal, none."),
        None,
    ]


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_the_tables_that_warnings_name_have_words(language: str) -> None:
    known = read_translations(language)
    assert [name for name in (*MAPPED_TABLES, "files", "matters", "journeys") if f"records: {name}" not in known] == []
    assert set(TABLES) >= {key.removeprefix("records: ") for key in known if key.startswith("records: ")}
