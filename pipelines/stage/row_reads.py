"""Cells that are read in their row already: what expressions and aggregates take as numbers, times and durations."""

from dataclasses import dataclass

from pipelines.mapping.model import Spec
from pipelines.mapping.reads import NUMBER, SECONDS, TIME
from pipelines.quoting import quote_name
from pipelines.stage.cast import Clock
from pipelines.stage.steps import Steps
from pipelines.stage.written_duration import WrittenDurations
from pipelines.stage.written_number import WrittenNumbers
from pipelines.stage.written_time import WrittenTimes


@dataclass(frozen=True)
class Read:
    """A cell as its reader gives it: `reader` is number_of, time_of or seconds_of, `text` SQL for what the cell says, `zone`
    for the zone that the row gives it."""

    reader: str
    text: str
    spec: Spec
    zone: str | None = None

    def same_type(self) -> str:
        """SQL of a column of the read's type before anything can be read, to look for what the file says of itself."""
        return self.text if self.reader == TIME else f"TRY_CAST({self.text} AS DOUBLE)"


def add_reads(cells: str, reads: dict[str, Read], clock: Clock) -> str:
    """A FROM item: the cells with a column for each read. A time is ISO text in UTC (a date without an hour its date); a text
    that is none stays, so that it is found where it decides."""
    if not reads:
        return cells
    steps = Steps()
    times, numbers = WrittenTimes(steps, clock.zone, clock.date_order, clock.date_system), WrittenNumbers(steps)
    durations = WrittenDurations(steps, numbers)
    results = []
    for number, (name, read) in enumerate(reads.items()):
        text = f"_t{number}"
        steps.put(0, text, read.text)
        is_usual = read.text in clock.usual
        decimal, is_asked = clock.marks_of(read.text, read.spec.decimal)
        if read.reader == NUMBER:
            found = numbers.add(text, decimal, is_asked, is_usual)
        elif read.reader == SECONDS:
            found = durations.add(text, read.spec.unit, decimal, is_asked, is_usual)
        else:
            found = iso_time(times.add(text, read.spec, read.zone, clock.writing_of(read.text)), text)
        results.append(f"{found} AS {quote_name(name)}")
    own = [column.rsplit(" AS ", 1)[1] for columns in steps.columns for column in columns]
    query = steps.select_from(f"SELECT *, {', '.join(steps.columns[0])} FROM {cells}")
    return f"(SELECT * EXCLUDE ({', '.join(own)}), {', '.join(results)} FROM ({query}))"


def iso_time(time: str, text: str) -> str:
    """SQL for the time as text that sorts as time."""
    clocked = f"strftime({time}, '%Y-%m-%d %H:%M:%S.%fZ')"
    return (
        f"CASE WHEN {time} IS NULL THEN {text} WHEN {time}_clock THEN {clocked} ELSE strftime({time}, '%Y-%m-%d') END"
    )
