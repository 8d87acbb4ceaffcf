"""What the newest load of a source found: rows kept aside, cells emptied, values that nobody knows, checks that failed."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from metrics.quality.exports import list_exports
from metrics.quality.finding import Finding
from metrics.semantic.engine import Engine
from warehouse.store.remembered import once_a_version
from warehouse.wording.reasons import NO_KEY, REASONS

LEAST_ROWS, LEAST_SHARE = 5, 0.01
MORE = 3.0  # times the largest share of earlier loads: what is always so is the source's own way
# Reasons of emptied cells: whose value is none of those that there are; and of identifiers that name nobody, which the light of
# known persons judges.
UNKNOWN = [reason for reason, text in REASONS.items() if text.rule == "_known"]
OF_KEYS = [reason for reason, text in REASONS.items() if text is NO_KEY]
KNOWN = "_known"  # how the rules end that ask whether a value is one of those that there are


@once_a_version
def list_broken(engine: Engine) -> pl.DataFrame:
    """Results of checks that had unexpected rows, and emptied cells by column and whether their values are unknown ones, as results
    of severity "empty"; with the rows that were checked in that load, table and source; oldest first."""
    return engine.query(
        """
        WITH broken AS (
            SELECT load_id, table_name, source, rule, column_name, severity, is_met, checked_rows, unexpected_rows, observed, checked_at
            FROM expectation_results WHERE unexpected_rows > 0
            UNION ALL BY NAME
            SELECT f.load_id, e.table_name, f.source, e.column_name || CASE WHEN list_contains(?, e.reason) THEN ? ELSE '' END AS rule,
                   any_value(e.column_name) AS column_name, 'empty' AS severity, false AS is_met, 0 AS checked_rows,
                   CAST(sum(e.cells) AS BIGINT) AS unexpected_rows, string_agg(e.examples, ', ' ORDER BY e.file_id, e.first_line) AS observed,
                   max(f.loaded_at) AS checked_at
            FROM emptied_cells e JOIN files f USING (file_id) WHERE NOT list_contains(?, e.reason) GROUP BY f.load_id, e.table_name, f.source, rule
        )
        SELECT e.load_id, e.table_name, coalesce(e.source, '') AS source, e.rule, e.column_name, e.severity, e.is_met, e.unexpected_rows,
               coalesce(e.observed, '') AS observed, CAST(e.checked_at AS DATE) AS checked_on,
               greatest(e.checked_rows, c.rows, e.unexpected_rows) AS rows
        FROM broken AS e LEFT JOIN (
            SELECT load_id, table_name, source, max(checked_rows) AS rows FROM expectation_results GROUP BY ALL
        ) AS c ON (c.load_id, c.table_name) = (e.load_id, e.table_name) AND c.source IS NOT DISTINCT FROM e.source
        ORDER BY ALL""",
        [UNKNOWN, KNOWN, OF_KEYS],
    )


def is_more(rows: int, share: float, before: Sequence[float]) -> bool:
    """Whether so many rows, and such a share, are more than what earlier loads had."""
    return rows >= LEAST_ROWS and share > max([LEAST_SHARE, *(MORE * earlier for earlier in before)])


def judge_rejections(source: str, files: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """A finding where the newest load kept far more of its rows aside than earlier ones, and no later file has settled them."""
    loads: dict[int, list[int]] = {}
    for file in files:
        read, rejected = loads.setdefault(file["load_id"], [0, 0])
        loads[file["load_id"]] = [read + file["rows_read"], rejected + file["rows_rejected"]]
    (read, rejected), *earlier = [loads[number] for number in sorted(loads, reverse=True)]
    shares = [aside / rows for rows, aside in earlier if rows]
    if not read or not is_more(rejected, rejected / read, shares):
        return []
    since = max(file["loaded_at"] for file in files).date()
    return [
        Finding(
            "rows_rejected", source, since=since, usual=max(shares, default=0.0), found=rejected / read, rows=rejected
        )
    ]


def judge_checks(engine: Engine) -> list[Finding]:
    """Findings on the newest load of each source: unmet warnings, values that nobody knows, and cells emptied beyond its own way."""
    newest = dict(list_exports(engine).group_by("source").agg(pl.col("load_id").max()).iter_rows())
    last = max(newest.values(), default=0)
    found: list[Finding] = []
    for (table, source, rule), rows in list_broken(engine).group_by(
        "table_name", "source", "rule", maintain_order=True
    ):
        *before, result = rows.iter_rows(named=True)
        if result["load_id"] == newest.get(str(source), last):
            found += judge_result(str(table), str(source), str(rule), result, before)
    return found


def judge_result(
    table: str, source: str, rule: str, result: Mapping[str, Any], before: Sequence[Mapping[str, Any]]
) -> list[Finding]:
    """At most one finding on the result of a rule, beside the results of earlier loads."""
    share, earlier = (
        result["unexpected_rows"] / result["rows"],
        [row["unexpected_rows"] / row["rows"] for row in before],
    )
    seen = {value for row in before for value in row["observed"].split(", ")}
    new = [value for value in result["observed"].split(", ") if value and value not in seen]
    more = is_more(result["unexpected_rows"], share, earlier)
    if rule.endswith(KNOWN) and result["severity"] != "critical":
        if not (new or more):
            return []
        kind = "values_unknown"
    elif result["severity"] in ("warning", "critical") and not result["is_met"]:
        kind = "check_failed"
    elif result["severity"] == "empty" and more:
        kind = "cells_emptied"
    else:
        return []
    return [
        Finding(
            kind, source, table, result["column_name"] if kind != "check_failed" else rule, result["checked_on"], usual=max(earlier, default=0.0),
            found=share, rows=result["unexpected_rows"], values=", ".join(new) if kind == "values_unknown" else result["observed"],
            is_critical=result["severity"] == "critical",
        )
    ]  # fmt: skip
