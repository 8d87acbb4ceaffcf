"""What a preview says about exports before they are loaded. Written by pipelines/preview, shown by the page Load."""

import msgspec

# What is to be done about a file.
READY, UNCHANGED, ASKS, SEVERAL, UNKNOWN, REFUSED = "ready", "unchanged", "asks", "several", "unknown", "refused"


class Question(msgspec.Struct, frozen=True):
    """What the file does not say. `kind`: zone, choice, column, names or text; `choices`: what can be chosen, if that is known;
    `example`: a value that shows why it is asked; `given`: the answer in force; `suggested`: the answer of the last load of
    this source; `is_open`: the file, or some of its rows, wait for the answer."""

    option: str
    kind: str
    help: str = ""
    choices: list[str] = []
    example: str = ""
    given: str = ""
    suggested: str = ""
    is_open: bool = False


class Records(msgspec.Struct, frozen=True):
    """The records that a file gives one table: how many are new, how many update stored ones, and the first as they would be
    stored, in text, without the columns that none of them has."""

    table: str
    new: int
    updated: int
    columns: list[str]
    rows: list[list[str | None]]


class Reason(msgspec.Struct, frozen=True):
    """Why rows would be kept aside, or cells emptied: how many, and the first one's line and value."""

    column: str
    reason: str
    rows: int
    line: int | None
    value: str | None


class FileReport(msgspec.Struct, frozen=True):
    """One file. `said`: why it cannot be loaded yet; `alike`: equal for files of one source with the same columns."""

    path: str
    verdict: str
    said: str = ""
    source: str = ""
    title: str = ""
    candidates: list[str] = []
    columns: list[str] = []
    alike: str = ""
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0
    skips: dict[str, int] = {}
    records: list[Records] = []
    reasons: list[Reason] = []
    emptied: list[Reason] = []
    questions: list[Question] = []


class Report(msgspec.Struct, frozen=True):
    """All files, in the order given. `refusals`: why nothing would be published; `warnings`: checks that are not met."""

    files: list[FileReport]
    refusals: list[str] = []
    warnings: list[str] = []
