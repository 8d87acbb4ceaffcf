"""The steps of the derivation: they read and write what they say, stand in an order that holds, and run when they are due."""

import re
from typing import Any

import pytest

from pipelines.canonical import MAPPED_TABLES
from pipelines.derive.all import derive_step
from pipelines.derive.order import STEPS
from pipelines.derive.steps import Derivation, Step, run_steps, temporary_tables
from pipelines.timings import Timings
from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import derive, let_new_rows_arrive, note_facts
from warehouse.config.errors import WrongUse
from warehouse.config.settings import Settings
from warehouse.schema import declared_columns
from warehouse.tables import FACTS, KEYED

TABLES = frozenset(declared_columns())
WRITTEN = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(building\.)?(\w+)")
NAMED = re.compile(r"\b(?:FROM|JOIN|IN|INTO|UPDATE)\s*\(?\s*(?:building\.|temp\.)?(\w+)")


class Recorder:
    """A connection that notes the tables which each statement reads and writes.

    What is written to a temporary table with a fact's name is not written yet; who reads that, reads the fact.
    """

    def __init__(self, con: Any) -> None:
        self.con, self.read, self.written = con, set[str](), set[str]()

    def execute(self, sql: str, *parameters: Any) -> Any:
        made = set(re.findall(r"TEMP TABLE (\w+)", sql))
        if "TEMP VIEW" in sql:  # whoever reads the view does
            return self.con.execute(sql, *parameters)
        hidden = {
            name for (name,) in self.con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
        }
        named = WRITTEN.findall(sql)
        written = {table for place, table in named if place or table not in hidden} & TABLES
        self.written |= written
        self.read |= (set(NAMED.findall(sql)) & TABLES) - {table for _, table in named} - made
        return self.con.execute(sql, *parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.con, name)


def test_a_step_reads_and_writes_what_it_says(monkeypatch):
    con = make_tables()
    insert(con, "customers", {"record_id": "c:1", "source": "c", "email": "ana@example.com", "segment": "gold"})
    insert(con, "agents", {"record_id": "g:1", "source": "g", "agent": "Eva", "team": "one"})
    insert(con, "messages", {"record_id": "m:1", "source": "w", "sent_at": "2026-05-01 10:00", "conversation_id": "k",
                             "email": "ana@example.com", "sender_role": "customer", "comment": "angry"})  # fmt: skip
    insert(con, "interactions", {"record_id": "i:1", "source": "z", "channel": "phone", "stage": "service", "agent": "Eva",
                                 "started_at": "2026-05-01 10:00", "email": "ana@example.com", "comment": "help"})  # fmt: skip
    insert(con, "responses", {"record_id": "r:1", "source": "q", "metric": "csat", "score": 4, "interaction_id": "i:1",
                              "answered_at": "2026-05-02", "email": "ana@example.com"})  # fmt: skip
    insert(
        con, "survey_requests", {"record_id": "s:1", "source": "q", "requested_at": "2026-05-02", "response_id": "r:1"}
    )
    insert(con, "orders", {"record_id": "o:1", "source": "x", "ordered_at": "2026-05-03", "amount": 5, "currency": "EUR",
                           "email": "ana@example.com"})  # fmt: skip
    insert(
        con,
        "subscriptions",
        {"record_id": "b:1", "source": "b", "started_at": "2026-01-01", "email": "ana@example.com"},
    )
    insert(
        con,
        "costs",
        {"record_id": "k:1", "source": "k", "starts_on": "2026-05-01", "ends_on": "2026-05-03", "amount": 9},
    )
    let_new_rows_arrive(con)
    derivation = Derivation(con, Settings(), (), set(TABLES), has_new_rules=True)
    undeclared = {}
    for step in STEPS:
        recorder = Recorder(con)
        derivation.con = recorder  # type: ignore[assignment]
        step.run(derivation)
        read = recorder.read - {*step.reads, *step.writes, "version_facts"}
        written = recorder.written - set(step.writes)
        if read or written:
            undeclared[step.name] = (sorted(read), sorted(written))
    assert undeclared == {}


def test_a_step_stands_behind_all_that_write_what_it_reads():
    # Who was known in the version before; the classes of customers are columns that no step before them reads.
    from_before = {
        ("rows that are due", "matters_of_several"), ("rows that are due", "persons"), ("rows that are due", "journey_pauses"),
        ("journeys", "persons"),
    }  # fmt: skip
    written = [set(step.writes) - set(MAPPED_TABLES) for step in STEPS]
    for place, step in enumerate(STEPS):
        later = set().union(*written[place + 1 :]) & (set(step.reads) - set(step.writes))
        assert {(step.name, table) for table in later} <= from_before


def test_each_fact_is_written_by_one_step():
    writers = {table.name: [step.name for step in STEPS if table.name in step.writes] for table in FACTS}
    assert writers == {table.name: ["facts"] for table in KEYED} | {"agents": ["rows that are due"]}


@pytest.mark.parametrize(
    ("facts", "ran"),
    [
        ({"changed": {"costs"}}, ["costs only", "always"]),
        ({"changed": {"orders"}}, ["activity", "always"]),
        ({"changed": set(), "everything": True}, ["costs only", "activity", "always"]),
        ({"changed": {"agents"}}, ["always"]),
    ],
)
def test_a_step_runs_when_it_is_due(facts, ran):
    seen: list[str] = []
    steps = (
        Step("costs only", ("costs",), ("daily_costs",), lambda d: seen.append("costs only")),
        Step("activity", ("orders",), ("journeys",), lambda d: seen.append("activity")),
        Step("always", (), (), lambda d: seen.append("always"), finds_its_own=True),
    )
    con = make_tables()
    run_steps(steps, Derivation(con, Settings(), (), has_new_rules=False, **facts), timings := Timings())
    assert (seen, list(timings.parts)) == (ran, ran)


def test_what_a_step_changed_makes_later_ones_due():
    seen: list[str] = []
    steps = (
        Step("first", (), ("orders",), lambda d: {"orders"}, finds_its_own=True),
        Step("second", ("orders",), (), lambda d: seen.append("second")),
    )
    run_steps(steps, Derivation(make_tables(), Settings(), (), set(), has_new_rules=False), Timings())
    assert seen == ["second"]


def test_a_derivation_is_timed_by_step():
    timings = Timings()
    derive(make_tables(), Settings(), ["orders"], timings=timings)
    assert [*timings.parts] == [step.name for step in STEPS]
    assert all(re.fullmatch(r".+\S  +\d+\.\d\d s +\d+\.\d\d processor s", line) for line in timings.lines())


def test_a_temporary_table_is_there_until_no_later_step_needs_it():
    seen: list[tuple[str, set[str]]] = []

    def make(*names):
        def run(d):
            seen.append((names[0], temporary_tables(d.con)))
            for name in names:
                d.con.execute(f"CREATE TEMP TABLE {name} (n INTEGER)")

        return run

    con = make_tables()
    con.execute("CREATE TEMP TABLE not_ours (n INTEGER)")
    steps = (
        Step("first", (), (), make("a", "b", "c"), finds_its_own=True),
        Step("second", (), (), make("d"), ("a",), finds_its_own=True),
        Step("third", (), (), make("e", "f"), ("b", "d"), finds_its_own=True),
    )
    run_steps(steps, Derivation(con, Settings(), (), set(), has_new_rules=False), Timings(), kept=("f",))
    assert seen == [("a", {"not_ours"}), ("d", {"not_ours", "a", "b"}), ("e", {"not_ours", "b", "d"})]
    assert temporary_tables(con) == {"not_ours", "f"}


def test_a_step_that_stands_alone_is_repeated_by_itself():
    con = make_tables()
    insert(
        con, "costs", {"record_id": "k", "source": "k", "starts_on": "2026-05-01", "ends_on": "2026-05-03", "amount": 9}
    )
    note_facts(con, derive(con, Settings(), ["costs"]))
    facts = dict(con.execute("FROM version_facts").fetchall())
    con.execute("DELETE FROM daily_costs")
    timings = Timings()
    assert derive_step(con, Settings(), "daily costs", timings=timings) == facts
    assert read(con, "SELECT spent_local, amount FROM daily_costs ORDER BY 1") == [
        ("2026-05-01 00:00:00", 4.5), ("2026-05-02 00:00:00", 4.5),
    ]  # fmt: skip
    assert list(timings.parts) == ["daily costs"]


def test_a_step_that_stands_on_others_is_not_repeated_by_itself():
    with pytest.raises(WrongUse) as error:
        derive_step(make_tables(), Settings(), "journeys")
    assert str(error.value) == (
        "'journeys' is no step that can be repeated alone; these can: customer classes, beginnings, daily costs, comments, suggestions, attributes"
    )
