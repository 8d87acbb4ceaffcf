"""The texts of one file that are to be read as times and numbers, as SQL, and the rows in which they stand."""

from dataclasses import dataclass

from pipelines.quoting import quote_text
from pipelines.stage.written_rows import THE_FILES, Rows
from pipelines.stage.written_time import OFFSET, hour_forms, parse_forms

# Hours without a colon: 10h30, 10 Uhr, 10時30分, 10.30 behind a year, the basic form of ISO; and the part of a workbook's day.
HOUR = r"(?i)\d\s?(?:h(?:rs|s)?|uhr)(?:\W|\d|$)|\d\s*[時时시点點]|\d{4} \d{1,2}\.\d{2}|^\d{8}T\d{4}"
BRACKETS = r"\s*\([^()]*\)$"
SERIAL_HOUR = r"[2-7]\d{4}[.,]\d*[1-9]\d*"


@dataclass(frozen=True, order=True)
class FileTime:
    """One column of times in the file: SQL for its text and for the zone that the row gives, the mapping's own forms, and the
    rows in which they stand. `is_made`: by an expression, of texts that are read before."""

    text: str
    zone: str
    forms: tuple[str, ...]
    rows: Rows = THE_FILES
    is_made: bool = False

    def is_hour(self, text: str, has_serials: bool) -> str:
        """SQL for whether an hour stands in the text, without an offset; `has_serials`: a part of a day is one."""
        bare = f"regexp_replace({text}, {quote_text(BRACKETS)}, '')"
        offset = f"regexp_matches({bare}, {quote_text(OFFSET)})"
        if self.forms:
            return f"{parse_forms([text], hour_forms(self.forms))} IS NOT NULL AND NOT {offset}"
        other = f"{HOUR}|^{SERIAL_HOUR}$" if has_serials else HOUR
        return f"(contains({text}, ':') OR regexp_matches({text}, {quote_text(other)})) AND NOT {offset}"


@dataclass(frozen=True, order=True)
class FileNumber:
    """One column of numbers in the file: SQL for its text, whether only whole numbers are meant, and whether an expression
    reckons it, so that no mark of it is the file's."""

    text: str
    rows: Rows
    is_whole: bool
    is_reckoned: bool = False
