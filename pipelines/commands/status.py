"""What the published version says of its loads, for the command line."""

from typing import Any

from pipelines.canonical import MAPPED_TABLES
from pipelines.store.emptied import EmptiedCells
from warehouse.store.engine import open_engine
from warehouse.wording.wording import IN_ENGLISH, Wording

PERSONAL = ("record_id", "value", "row")  # of a rejected row


def read_status(wording: Wording = IN_ENGLISH) -> dict[str, Any]:
    """Version, age, the files' accounts with the cells that were emptied, records by table, and rejections that no newer export settled."""
    engine = open_engine()
    files = engine.query("SELECT * EXCLUDE (options) FROM files ORDER BY file_id").to_dicts()
    counts = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) AS rows FROM {table}" for table in MAPPED_TABLES)
    records = engine.query(f"SELECT * FROM ({counts}) WHERE rows > 0")
    rejections = engine.query("SELECT count(*) AS rows FROM rejected_rows WHERE superseded_by IS NULL")
    emptied = read_emptied(None, wording)
    return {
        "version": engine.version,
        "published_at": engine.facts.get("published_at"),
        "data_until": engine.facts.get("data_until"),
        "timezone": engine.settings.timezone,
        "files": [
            file | {"emptied": [line for file_id, line in emptied if file_id == file["file_id"]]} for file in files
        ],
        "records": dict(records.iter_rows()),
        "open_rejections": rejections.item(),
    }


def read_emptied(load_id: int | None, wording: Wording = IN_ENGLISH) -> list[tuple[int, str]]:
    """File and line for each column and reason of cells that were emptied, with an example unless personal data are masked."""
    engine = open_engine()
    found = engine.query(
        """SELECT e.* FROM emptied_cells e JOIN files f USING (file_id)
        WHERE coalesce(f.load_id = ?, true) ORDER BY file_id, first_line, e.column_name, e.reason""",
        [load_id],
    ).rows()
    is_masked = engine.settings.personal_data == "masked"
    emptied = [(file_id, EmptiedCells(*cells)) for file_id, *cells in found]
    return [(file_id, wording.translate((cells.masked() if is_masked else cells).line)) for file_id, cells in emptied]


def read_rejected(load_id: int | None, wording: Wording = IN_ENGLISH) -> list[dict[str, Any]]:
    """One entry per reason of every row kept aside, in the order of the files, the reason in the language, with what can be
    done; where personal data are masked, without what it said."""
    engine = open_engine()
    rows = engine.query(
        """
        SELECT f.load_id AS load, f.name AS file, r.source_line AS line, r.source, r.record_id, reason.column_name AS "column",
            reason.value, reason.reason, s.name AS settled_by, r.raw AS row
        FROM (SELECT *, unnest(reasons) AS reason FROM rejected_rows) r
        JOIN files f USING (file_id) LEFT JOIN files s ON s.file_id = r.superseded_by
        WHERE coalesce(f.load_id = ?, true) ORDER BY r.file_id, line
        """,
        [load_id],
    ).to_dicts()
    hidden = dict.fromkeys(PERSONAL) if engine.settings.personal_data == "masked" else {}
    return [row | hidden | advise(row["reason"], row["column"], wording) for row in rows]


def advise(reason: str, column: str, wording: Wording) -> dict[str, str]:
    """The reason in words, and what can be done about it."""
    return {"reason": wording.translate(reason), "advice": wording.explain_reason(reason, column).advice}


def read_rejections(wording: Wording) -> list[tuple[str, int, str]]:
    """Open rejections by reason, the commonest first: the reason in words, rows, and what can be done about it."""
    found = open_engine().query(
        """
        SELECT reason.column_name AS column_name, reason.reason AS reason, count(*) AS rows
        FROM (SELECT unnest(reasons) AS reason FROM rejected_rows WHERE superseded_by IS NULL) GROUP BY ALL ORDER BY rows DESC, reason, column_name
        """
    )
    return [
        (
            ": ".join(filter(None, (column, wording.translate(reason)))),
            rows,
            wording.explain_reason(reason, column or "").advice,
        )
        for column, reason, rows in found.iter_rows()
    ]
