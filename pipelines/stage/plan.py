"""One file read and compiled: all that is needed to make its records, alone or together with files like it."""

from dataclasses import dataclass

import duckdb

from pipelines.read.date_system import date_system
from pipelines.read.rows import LINE, Rows, read_rows
from pipelines.stage.cast import Clock
from pipelines.stage.claim import Claim
from pipelines.stage.clock import resolve_clock
from pipelines.stage.columns_needed import refuse_misspelt, require_columns
from pipelines.stage.compile import Context
from pipelines.stage.each import expand_each
from pipelines.stage.file import StagedFile, StagedRecord, drop_staged
from pipelines.stage.limited import limited
from pipelines.stage.record_select import RecordSelect
from pipelines.stage.row_reads import Read
from pipelines.stage.row_verdict import content_columns, row_verdict

MAY_BE_DAMAGED = ("csv", "parquet")  # formats that the database reads itself, and Python where a record is damaged


@dataclass(frozen=True, eq=False)
class FilePlan:
    """A claim whose rows are read, or can be read by the database (not `is_careful`), with the SQL of its records."""

    claim: Claim
    rows: Rows
    is_careful: bool
    cells: str
    reads: dict[str, Read]
    selects: list[RecordSelect]
    verdict: str
    content: str
    clock: Clock

    @property
    def file_id(self) -> int:
        """The file's number in the warehouse."""
        return self.claim.file_id

    @property
    def is_one_pass(self) -> bool:
        """Whether the records can be made while the rows are read. Numbering equal rows reorders them, and a group needs
        all its rows, and a row that gives several records stands once for each: all want the rows at rest, their lines known."""
        return not self.content and not any(
            record.is_grouped or record.several or record.specs()["record_id"].made_of
            for record in self.claim.mapping.record
        )

    def key(self) -> tuple[object, ...]:
        """What decides over the SQL above the rows: files of which it is the same can be staged in one statement.

        A patch fills in what stored records lack, file after file, so its files stay apart.
        """
        mapping, options = self.claim.mapping, tuple(sorted(self.claim.options.items()))
        alone = self.file_id if any(record.patch for record in mapping.record) else None
        columns = tuple(self.rows.columns)
        # Together they are read as the rarest of their texts needs.
        reads, clock = repr(self.reads), self.clock.without_texts()
        return (mapping.name, options, columns, self.cells, reads, clock, self.verdict, self.content, alone)

    @property
    def rows_known(self) -> list[str]:
        """What the cells know of their row's place in the file: its line, where the reader says it."""
        return [LINE] if self.rows.line_sql else []

    def record_groups(self) -> list[list[RecordSelect]]:
        """The records that are made in one statement: those of several rows, or several of a row, by themselves, all others together."""
        alone = [select for select in self.selects if select.group_by or select.several or select.made_of]
        rest = [select for select in self.selects if select not in alone]
        return [*([select] for select in alone), *([rest] if rest else [])]

    def staged(self, records: list[StagedRecord], base: str, rows: int) -> StagedFile:
        """The staged file, of so many rows, whose records and exported rows are in these views."""
        claim, bad, text = self.claim, self.rows.bad, self.claim.peek.text
        zone, encoding = self.clock.zone and self.clock.zone.strip("'"), text.encoding if text else None
        return StagedFile(
            claim.file_id, claim.path, claim.mapping, claim.options, self.rows, records, base, rows + len(bad), zone,
            encoding, bad, claim.sha256,
        )  # fmt: skip

    def is_unsure(self, rows: int) -> bool:
        """Whether the database did not bring a row for every line, so that the lines of its rows are unknown."""
        return self.rows.expected not in (None, rows)


def plan_file(con: duckdb.DuckDBPyConnection, claim: Claim) -> FilePlan:
    """Read and compile the file. Raises HiloError when it as a whole cannot be read the way its mapping says; drop_staged
    removes what is left then."""
    with limited(con, claim):
        try:
            return plan_rows(con, claim, is_careful=False)
        except duckdb.InvalidInputException:
            if claim.mapping.file.format not in MAY_BE_DAMAGED:
                raise
            return plan_carefully(con, claim)


def plan_carefully(con: duckdb.DuckDBPyConnection, claim: Claim) -> FilePlan:
    """The same by the readers that keep damaged records aside, where the database's own brought too few rows or none."""
    drop_staged(con, claim.file_id)
    with limited(con, claim):
        return plan_rows(con, claim, is_careful=True)


def plan_rows(con: duckdb.DuckDBPyConnection, claim: Claim, is_careful: bool) -> FilePlan:
    mapping, options = claim.mapping, claim.options
    rows = read_rows(con, claim.peek, mapping, claim.options_of_reading, f"r{claim.file_id}", is_careful, claim.now)
    mapping = expand_each(mapping, [] if rows.is_json else rows.columns, options, str(claim.path))
    context = Context(str(claim.path), rows, mapping, options)
    require_columns(context)
    refuse_misspelt(context)
    selects = [RecordSelect(context, record, n, claim.settings, claim.now) for n, record in enumerate(mapping.record)]
    verdict, content = row_verdict(context, mapping), content_columns(context, mapping)
    times = [time for select in selects for time in select.times]
    numbers = [number for select in selects for number in select.numbers]
    system = date_system(claim.path) if claim.peek.kind == "xlsx" else None
    clock = resolve_clock(con, context, times, numbers, claim.settings, system, claim.text_bytes)
    return FilePlan(claim, rows, is_careful, context.cell_list(), context.reads, selects, verdict, content, clock)
