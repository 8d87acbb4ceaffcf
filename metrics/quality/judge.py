"""Every source against its own past: what is wrong with which, and which are too young to say."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from metrics.quality.daily_sums import EVENTS, daily_scores, daily_sums, needed_columns
from metrics.quality.exports import LEAST_SILENCES, find_repeated, judge_arrival, judge_end, list_exports, silences_of
from metrics.quality.finding import LIGHTS, Finding, Light, State
from metrics.quality.loads import judge_checks, judge_rejections
from metrics.quality.moves import LEAST_WEEKS
from metrics.quality.scores import judge_scores
from metrics.quality.volume import judge_columns, judge_persons, judge_volume
from metrics.quality.weeks import Weeks, weeks_of
from metrics.semantic.engine import Engine
from warehouse.store.remembered import once_a_version


@dataclass(frozen=True)
class Quality:
    """What is known of the sources. `judged`: by light, those that have enough of a past to be judged by.

    `newest`: the last day with a record of any source, None without dated ones; `rows_aside`: kept aside and not settled since.
    """

    sources: tuple[str, ...]
    findings: tuple[Finding, ...]
    judged: dict[Light, tuple[str, ...]]
    newest: date | None
    rows_aside: int

    def under(self, light: Light) -> list[Finding]:
        """The findings that are told under a light, what is failing first."""
        return [finding for finding in self.findings if finding.light == light]

    def state(self, light: Light) -> State:
        """failing, look: something was found; young: nothing could be; fine: judged, and nothing found."""
        found = self.under(light)
        if found:
            return "failing" if any(finding.is_failing for finding in found) else "look"
        return "fine" if self.judged[light] else "young"

    @property
    def is_failing(self) -> bool:
        """Whether numbers are withheld for it."""
        return any(finding.is_failing for finding in self.findings)


def judge_sources(engine: Engine, today: date) -> Quality:
    """Judge every source that was loaded, as things stand on a day (UTC)."""
    exports = list_exports(engine)
    files = {str(source): rows.to_dicts() for (source,), rows in exports.group_by("source", maintain_order=True)}
    records, judged = judge_records(engine)
    arrivals = [finding for source, rows in files.items() for finding in judge_arrival(source, rows, today)]
    late = {finding.source for finding in arrivals}
    known = [finding for finding in records if not (finding.kind == "behind" and finding.source in late)]
    findings = sorted(
        [*arrivals, *known], key=lambda f: (not f.is_failing, LIGHTS.index(f.light), f.source, f.table, f.column)
    )
    rhythmic = {
        source
        for source, rows in files.items()
        if len(silences_of([r["loaded_at"].date() for r in rows])) >= LEAST_SILENCES
    }
    return Quality(
        tuple(sorted(files)), tuple(findings),
        {"fresh": tuple(sorted(rhythmic)), "complete": judged, "valid": tuple(sorted(files)), "known": judged},
        last_day(engine),
        int(exports["rows_rejected"].sum()),
    )  # fmt: skip


@once_a_version
def judge_records(engine: Engine) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """The findings that do not hang on the present, and the sources whose records are old enough to be judged."""
    files = {
        str(source): rows.to_dicts() for (source,), rows in list_exports(engine).group_by("source", maintain_order=True)
    }
    found, judged, newest = [*judge_checks(engine), *find_repeated(engine)], set(), last_day(engine)
    for source, rows in files.items():
        found += judge_rejections(source, rows)
        tables = {table: days for table in EVENTS if not (days := of(daily_sums(engine, table), source)).is_empty()}
        if not tables or not newest:
            continue
        active = pl.concat([days["day"] for days in tables.values()]).unique().sort().to_list()
        found += judge_end(source, rows, active, newest)
        end, answers = active[-1], of(daily_scores(engine), source)
        for table, days in tables.items():
            if (weeks := table_weeks(table, days, end)) is not None:
                judged.add(source)
                found += judge_table(source, table, weeks, days, answers)
    return tuple(found), tuple(sorted(judged))


def table_weeks(table: str, days: pl.DataFrame, end: date) -> Weeks | None:
    """The weeks before `end`, the source's last day, which is out: an export is seldom made at midnight. None: too few."""
    weeks = weeks_of(days, ("records", "known", *needed_columns(table)), end)
    return weeks if len(weeks) >= LEAST_WEEKS else None


def judge_table(source: str, table: str, weeks: Weeks, days: pl.DataFrame, answers: pl.DataFrame) -> list[Finding]:
    """The findings on the records of one source in one table; `answers`: its daily scores."""
    found = [
        *judge_volume(source, table, weeks), *judge_columns(source, table, weeks, days), *judge_persons(source, table, weeks)
    ]  # fmt: skip
    if table == "responses":
        for (metric, survey, _), rows in answers.group_by("metric", "survey", "scale", maintain_order=True):
            found += judge_scores(source, str(metric), None if survey is None else str(survey), rows, weeks)
    return found


def of(frame: pl.DataFrame, source: str) -> pl.DataFrame:
    """The rows of a source."""
    return frame.filter(pl.col("source") == source)


def last_day(engine: Engine) -> date | None:
    """The last day of which the data have a record, in the reporting zone."""
    until = engine.facts.get("data_until")
    return datetime.fromisoformat(until).date() if until else None
