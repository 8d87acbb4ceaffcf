"""What a load changed, as sums: those of the rows as they were are taken off a rollup, those of the rows as they are put on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

import duckdb

from metrics.catalogue.constants import constants
from metrics.rollups.declared import Rollup
from metrics.rollups.sums import DAY, ROWS, Sum, fingerprint, keys_of, sum_rows, sums_in
from warehouse.config.settings import Settings
from warehouse.tables import TABLES


@dataclass(frozen=True)
class Change:
    """What a row may count otherwise by than in the version before: its person is touched, or the words of metrics.catalogue.constants moved.

    With the same settings, the words that move are times before the end of the data, to which a table's anchor is compared.
    """

    touched: str
    before: Mapping[str, str]
    now: Mapping[str, str]

    def passed(self, rollup: Rollup) -> str:
        """SQL of a row that such a time passed: it may count otherwise, though it stays as it was."""
        fields = {field for s in sums_in(rollup) for _, field, _, _ in Formatter().parse(s.over_rows) if field}
        ends = [f"{self.before[f]}, {self.now[f]}" for f in sorted(fields) if self.before[f] != self.now[f]]
        return " OR ".join(f"{rollup.anchor} BETWEEN least({both}) AND greatest({both})" for both in ends) or "false"

    def words_by_side(self) -> dict[str, str]:
        """The words for the rows of `moved_rows`: those of before for what is taken off, of now for what is put on."""
        return {
            word: sql if sql == self.before[word] else f"CASE side WHEN 'off' THEN {self.before[word]} ELSE {sql} END"
            for word, sql in self.now.items()
        }


def find_change(
    con: duckdb.DuckDBPyConnection, settings: Settings, facts: Mapping[str, str], touched: str
) -> Change | None:
    """The change since the version before; None when its rollups follow other rules."""
    before = dict(con.execute("SELECT name, value FROM before.version_facts").fetchall())
    if before.get("rollup_fingerprint") != fingerprint(settings):
        return None
    return Change(touched, constants(settings, before), constants(settings, facts))


def changed_rows(rollup: Rollup, change: Change, database: str = "") -> str:
    """The rows, of now or of a database, that may count otherwise."""
    is_touched = f"person_id IN (SELECT person_id FROM {change.touched})"
    return f"(SELECT *, {change.passed(rollup)} AS is_passed FROM {database}{rollup.table} WHERE is_passed OR {is_touched})"


def update_rollups(con: duckdb.DuckDBPyConnection, rollups: list[Rollup], change: Change) -> None:
    """Bring rollups of one table, as the version before has them, up to date."""
    collect_changed_rows(con, rollups, change)
    for rollup in rollups:
        move_sums(con, rollup, change)
        remake_groups_in_doubt(con, rollup, change)
    con.execute("DROP TABLE temp.moved_rows; DROP TABLE temp.moved_groups")


def collect_changed_rows(con: duckdb.DuckDBPyConnection, rollups: list[Rollup], change: Change) -> None:
    """Make the temporary table `moved_rows`: rows that are taken off or put on (`side`), with the columns that the sums need.

    By touched day would not do: the rows of a person are of any day, so that one per cent more rows, of eight per cent of the
    persons, touch every day. But most rows of a touched person stay as they were, and are left out.
    """
    table, sums = rollups[0].table, sums_in(rollups[0])
    sql = " ".join([rollups[0].anchor, *(key for r in rollups for key in keys_of(r)), *(s.over_rows for s in sums)])
    columns = ", ".join(name for name in TABLES[table].columns if re.search(rf"\b{name}\b", sql))
    # A passed row is on both sides and counts otherwise, so it is not left out.
    rows = " UNION ALL ".join(
        f"SELECT {columns}, {sign} AS sign, CASE WHEN is_passed THEN {sign} END AS passing FROM {relation}"
        for relation, sign in ((changed_rows(rollups[0], change, "before."), -1), (changed_rows(rollups[0], change), 1))
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE moved_rows AS
        SELECT {columns}, CASE WHEN times < 0 THEN 'off' ELSE 'on' END AS side, unnest(range(abs(times)))
        FROM (
            SELECT {columns}, CAST(sum(sign) AS BIGINT) AS times FROM ({rows})
            GROUP BY {columns}, passing HAVING times <> 0
        )
    """)


def move_sums(con: duckdb.DuckDBPyConnection, rollup: Rollup, change: Change) -> None:
    """Bring the groups of `moved_rows` rows up to date, but for those in doubt (`moved_groups`), which are taken out."""
    sums, keys = sums_in(rollup), ", ".join(keys_of(rollup))
    names = ", ".join(s.name for s in sums)
    moved = sum_rows(rollup, change.words_by_side(), "moved_rows", ("side",))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE moved_groups AS
        WITH moves AS MATERIALIZED (SELECT side, {keys}, {", ".join(map(signed, sums))} FROM ({moved}))
        SELECT {keys}, {", ".join(map(total, sums))}, {" OR ".join(doubt(s) for s in sums if not s.is_count) or "false"} AS is_in_doubt
        FROM (
            FROM moves
            UNION ALL SELECT 'kept', {keys}, {names} FROM {rollup.name} AS g WHERE {is_in(rollup, "moves")}
        )
        GROUP BY {keys}
    """)
    con.execute(f"DELETE FROM {rollup.name} AS g WHERE {is_in(rollup, 'moved_groups')}")
    con.execute(f"""
        INSERT INTO {rollup.name} BY NAME
        SELECT {keys}, {names} FROM moved_groups WHERE {ROWS} > 0 AND NOT is_in_doubt ORDER BY {DAY}
    """)


def remake_groups_in_doubt(con: duckdb.DuckDBPyConnection, rollup: Rollup, change: Change) -> None:
    """Sum the rows of the groups in doubt."""
    if con.execute("SELECT 1 FROM moved_groups WHERE is_in_doubt LIMIT 1").fetchall():
        rows = f"(SELECT *, date_trunc('day', {rollup.anchor}) AS {DAY} FROM {rollup.table})"
        doubtful = (
            f"(SELECT * FROM {rows} AS g WHERE {is_in(rollup, '(SELECT * FROM moved_groups WHERE is_in_doubt)')})"
        )
        con.execute(f"INSERT INTO {rollup.name} BY NAME {sum_rows(rollup, change.now, doubtful)}")


def is_in(rollup: Rollup, groups: str) -> str:
    """SQL of a row of `g` whose group is among the groups."""
    same = " AND ".join(f"o.{key} IS NOT DISTINCT FROM g.{key}" for key in keys_of(rollup))
    return f"EXISTS (SELECT 1 FROM {groups} AS o WHERE {same})"


def signed(s: Sum) -> str:
    """SQL of a sum of `moved_rows` rows: negative when it is taken off."""
    return f"CASE side WHEN 'off' THEN -{s.name} ELSE {s.name} END AS {s.name}" if s.merge == "sum" else s.name


def total(s: Sum) -> str:
    """SQL of the sum as it is now."""
    left = f"{s.merge}({s.name})" if s.merge == "sum" else f"{s.merge}({s.name}) FILTER (WHERE side <> 'off')"
    return f"CASE WHEN sum({s.behind}) > 0 THEN CAST({left} AS {s.type}) ELSE {s.over_no_rows} END AS {s.name}"


def doubt(s: Sum) -> str:
    """SQL of a group where only the rows can tell the sum, for nothing says whether rows that are left have such a value."""
    kept, off, on, left = (
        f"{s.merge}({s.name}) FILTER (WHERE {which})"
        for which in ("side = 'kept'", "side = 'off'", "side = 'on'", "side <> 'off'")
    )
    # 0 may be nothing; and an extreme that was taken off, while nothing as extreme was put on, may stand in other rows too.
    is_open = (
        f"sum({s.name}) = 0 AND {on} IS NULL"
        if s.merge == "sum"
        else f"{off} = {kept} AND {on} IS DISTINCT FROM {left}"
    )
    return f"coalesce(sum({s.behind}) > 0 AND {off} IS NOT NULL AND {is_open}, false)"
