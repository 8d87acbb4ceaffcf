"""Customers at the start of a period and those of them who are gone at its end, one person once, whatever their group then."""

from metrics.catalogue.entry import LOSS_PARTS, Part, PeriodLoss, parts_of
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.request import Request, filters_sql, grouped

LEAVING = tuple(part for part in LOSS_PARTS if part.name == "lost")
OF_THE_STAY = ("days", "unfinished", "unknown", "judged")


def staying_parts(leg: PeriodLoss) -> tuple[Part, ...]:
    """What is counted of those who were there at the start."""
    return tuple(part for part in parts_of(leg) if part not in LEAVING)


def staying_sql(request: Request, leg: PeriodLoss) -> Sql:
    """Those parts by group: persons with a stay that began before the period and lasts into it."""
    lasting = f"(f.{leg.ended} IS NULL OR f.{leg.ended} >= p.opens)"
    return by_period(request, leg, staying_parts(leg), lasting, "TRUE")


def leaving_sql(request: Request, leg: PeriodLoss) -> Sql:
    """lost by group: of those, persons whose stay ends in the period and who have no other one at its close."""
    elsewhere = (
        f"NOT EXISTS (SELECT 1 FROM {leg.table} AS s WHERE s.person_id = f.person_id AND s.{leg.started} < f.closes"
        f" AND (s.{leg.ended} IS NULL OR s.{leg.ended} >= f.closes) AND {request.word(leg.where)})"
    )
    return by_period(request, leg, LEAVING, f"f.{leg.ended} >= p.opens AND f.{leg.ended} < p.closes", elsewhere)


def by_period(request: Request, leg: PeriodLoss, parts: tuple[Part, ...], lasting: str, condition: str) -> Sql:
    """The parts over persons and periods, of stays that began before the period and pass the conditions."""
    unknown = f"CASE WHEN p.opens < {request.word(leg.known_from)} THEN 1 ELSE 0 END" if leg.known_from else "0"
    meeting = fill(
        f"SELECT f.*, p.bucket, p.opens, p.closes, p.days, p.unfinished, {unknown} AS unknown,"
        f" CASE WHEN {leg.can_end or 'TRUE'} THEN 1 ELSE 0 END AS judged"
        f" FROM (@) AS f JOIN (@) AS p ON f.{leg.started} < p.opens AND {lasting}",
        stays_sql(request, leg),
        periods_sql(request),
    )
    dimensions = [
        Sql(f"bucket AS {key}") if dimension.is_time else fill(f"@ AS {key}", dimension.expression("opens"))
        for key, dimension in zip(request.keys, request.by, strict=True)
    ]
    listed = joined(", ", [*dimensions, *map(Sql, ("bucket", "closes", "person_id", *OF_THE_STAY))])
    rows = fill(f"SELECT @ FROM (@) AS f WHERE {condition} AND @", listed, meeting, filters_sql(request, "bucket"))
    keys = list(dict.fromkeys([*request.keys, "bucket", "person_id"]))
    by_person = grouped(request, keys, [Part(name, f"max({name})") for name in OF_THE_STAY], rows)
    return grouped(request, request.keys, parts, by_person, "count(*) > 0")


def stays_sql(request: Request, leg: PeriodLoss) -> Sql:
    """The stays that any of the periods may see, so that few rows meet the periods."""
    return Sql(
        f"SELECT * FROM {leg.table} WHERE {request.word(leg.where)} AND {leg.started} < CAST(? AS TIMESTAMP)"
        f" AND ({leg.ended} IS NULL OR {leg.ended} >= CAST(? AS TIMESTAMP))",
        (request.periods[-1].opens.isoformat(), request.periods[0].opens.isoformat()),
    )


def periods_sql(request: Request) -> Sql:
    """bucket, opens, closes, days, unfinished of every period."""
    row = "(CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), {days}, {unfinished})"
    rows = joined(", ", [
        Sql(row.format(days=p.days, unfinished=int(p.is_unfinished)), tuple(day.isoformat() for day in (p.bucket, p.opens, p.closes)))
        for p in request.periods
    ])  # fmt: skip
    return fill("SELECT * FROM (VALUES @) AS p (bucket, opens, closes, days, unfinished)", rows)
