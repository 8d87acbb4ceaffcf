"""What each reason means for whoever reads it and the way out, where a row or a cell breaks no rule but cannot be read."""

from dataclasses import dataclass

from warehouse.sentence import sentence
from warehouse.wording.rules import NOTHING


@dataclass(frozen=True)
class ReasonText:
    """English templates. `rule`: how the rule's name ends that says what is allowed; "": none does."""

    meaning: str
    way_out: str
    rule: str = ""


TORN = ReasonText(
    sentence("The row is not as the others of its file: its cells cannot be told apart."),
    sentence("Export it again, or correct the row in the sheet of rejected rows and load that."),
)
DAMAGED = ReasonText(
    sentence("The text was damaged on its way, or is written in another encoding."),
    sentence("Export it again; if many rows have it, say the encoding with --option encoding=cp1252."),
)
TOO_LARGE = ReasonText(
    sentence("No record of an export is so large: a quote or bracket was probably never closed."),
    sentence("Export it again; if it is right, raise the limit in hilo.toml (docs/settings.md, limits)."),
)
BROKEN_JSON = ReasonText(
    sentence("What stands there is no record of the list; the ones around it are read."), sentence("Export it again.")
)
NO_VALUE = ReasonText(
    sentence("The record needs this value, and the cell holds something else."),
    sentence("Correct the cell in the sheet and load that; if many are alike, say in the mapping how they are written: formats, decimal, unit, values."),
)  # fmt: skip
IMPOSSIBLE = ReasonText(
    sentence(
        "What lies outside is a mistake of the system or of the reading: a broken clock, another date order, another unit. It is left empty; the record stands without it."
    ),
    sentence(
        "Correct it in the export or in the sheet; if many rows have it, look at unit, epoch, formats, date_order and timezone in the mapping."
    ),
    "_plausible",
)
NO_BIRTH_DATE = ReasonText(
    sentence("Nobody alive was born then: a placeholder, another date order, or a year of two digits. It is left empty."),
    sentence("For a few nothing need be done; if many are alike, say in the mapping how they are written (formats)."),
)  # fmt: skip
NO_KEY = ReasonText(
    sentence("It names nobody, so the cell is left empty; the record is loaded without it."),
    sentence("If it does name somebody, correct it in the system and export again; else nothing need be done."),
)
ROUNDED = ReasonText(
    sentence("A spreadsheet rounded the number, and what is left could be several records' or customers'."),
    sentence("Export again, and load the file as it comes, without opening and saving it in a spreadsheet."),
)
REPEATED = ReasonText(
    sentence("The record is stored once, as it was last."), NOTHING
)  # fmt: skip
SKIPPED = ReasonText(sentence("The row is no record, by design of its source."), NOTHING)
OWN = ReasonText(
    sentence("The mapping of this source says so ([[skip]] or [[rule]])."),
    sentence("If it is wrong, correct the row, or the mapping."),
)
REASONS = {
    "a quote is opened and never closed": TORN,
    "{cells} cells where the header has {width}": TORN,
    "{length} characters where the first column begins at {begin}": TORN,
    "a tab, which has no fixed width": TORN,
    "not a record": SKIPPED,
    "no record in this row": SKIPPED,
    "no such date or time": NO_VALUE,
    "a message of more than {most:,} characters": TOO_LARGE,
    "a line of more than {most:,} characters": TOO_LARGE,
    "a record of more than {most:,} characters": TOO_LARGE,
    "lists and objects are nested more than {most:,} deep": TOO_LARGE,
    "a number of more than 4,300 digits": TOO_LARGE,
    "not readable as JSON from here to the next record": BROKEN_JSON,
    "not a JSON object": BROKEN_JSON,
    "the list is not closed: the end of the file is missing": BROKEN_JSON,
    "a NUL character": DAMAGED,
    "a NUL character: \\u0000": DAMAGED,
    "half a character": DAMAGED,
    "half a character: \\u{code:04x}": DAMAGED,
    "line {line}, character {character}: a NUL character": DAMAGED,
    "line {line}, character {character}: byte 0x{byte:02X} is no {encoding}": DAMAGED,
    "a text that is no UTF-8, or holds a NUL character": DAMAGED,
    "none of the known values": ReasonText(
        sentence("The column holds one of a few codes, so that every page means the same by it."),
        sentence("Translate the export's words in the mapping: values = {{ \"their word\" = \"code\" }}."),
        "_known",
    ),
    "negative, or too large to be": IMPOSSIBLE,
    "before 1990, or yet to come": IMPOSSIBLE,
    "no date from 1900 until today": NO_BIRTH_DATE,
    "no country": ReasonText(
        sentence("What is no country is not stored; the record stands without it."),
        sentence("Translate the export's words in the mapping: values = {{ \"their word\" = \"ES\" }}."),
        "_known",
    ),
    "neither a side nor an emotion": ReasonText(
        sentence("The vendor's word is neither a side nor an emotion, and is not stored; comments are read all the same."),
        sentence("Translate it in the mapping (values); numbers need bounds of the mapping's own (sql)."),
        "_known",
    ),
    "a number without + of which nobody says the country: --option phone_region=ES, or the setting": ReasonText(
        sentence("A number without + could be of several countries. It is not stored, because a guess would join strangers."),
        sentence("Say the country in the mapping (defaults.phone_region), or with --option phone_region=ES."),
    ),
    "not a number": NO_VALUE,
    "not a whole number": NO_VALUE,
    "not a whole number up to {most:,}": NO_VALUE,
    "the labels once more": SKIPPED,
    "neither yes nor no": NO_VALUE,
    "not a duration": NO_VALUE,
    "not a date or time in a known form": NO_VALUE,
    "not a date or time in a known form, or of an unknown time zone": NO_VALUE,
    "no id: rounded by a spreadsheet, or an error of one; export again and load the file as it comes": ROUNDED,
    "rounded by a spreadsheet: its digits are lost": ROUNDED,
    "an error of a spreadsheet, no value": NO_KEY,
    "a placeholder, nobody's identifier": NO_KEY,
    "no e-mail address": NO_KEY,
    "no phone number": NO_KEY,
    "a newer export of the same record is loaded": REPEATED,
    "a row of the same file has a newer state of the record": REPEATED,
    "the same record again, with the same contents": REPEATED,
    "a later row of the same file says something else of the same customer or agent": REPEATED,
    "a later file of this load has the record with other contents, and no time says which is newer; two accounts of one vendor"
    " are told apart with --option account=NAME": ReasonText(
        sentence("The later file was taken, without a proof that it is the newer one."),
        sentence("If the files are of two accounts, roll back and load each with --option account=NAME; else nothing need be done."),
    ),
    "another row of the same record is rejected": ReasonText(
        sentence("Several rows make one record, and one of them cannot be read: the record is kept aside whole."),
        sentence("Correct the other row; load the whole sheet, in which all rows of the record stand."),
    ),
    "no record with this id is loaded; load its export first or together": ReasonText(
        sentence("The row completes a record of another export, which is not there."),
        sentence("Load the export of the records first, or both together, and then this one again."),
    ),
    "another row of this file has this id and other contents: make one record of them with group_by, or give an id that tells"
    " them apart (columns = […])": ReasonText(
        sentence("Two rows with one id say different things, and nothing says which is newer: none is taken."),
        sentence("In the mapping make one record of the rows (group_by), or an id that tells them apart: record_id = {{ columns = [\"order\", \"line\"] }}."),
    ),
    "a supervisor listened in: no contact with a customer": SKIPPED,
    "an event of an agent or of the system, not of a call": SKIPPED,
    "an event without a session (no consent)": SKIPPED,
    "a bounce: the mail reached nobody": SKIPPED,
    "a totals row": SKIPPED,
    "a preview or test, not a customer": SKIPPED,
    "marked as spam by Qualtrics": SKIPPED,
    "not finished": SKIPPED,
    "the first payment never came: no subscription": SKIPPED,
    "a notice of WhatsApp's own (a call, a deleted message, encryption …), no message": SKIPPED,
    "no rating was asked for": SKIPPED,
    "deleted in Zendesk": SKIPPED,
    "a test call": SKIPPED,
}  # fmt: skip


def find_reason(template: str) -> ReasonText:
    """The texts of a reason by its template; of any other, that the mapping says it."""
    return REASONS.get(template, OWN)
