"""Every rule as a person says it, with what it means and the way out: by its name, or by how its name ends."""

from dataclasses import dataclass

from warehouse.sentence import sentence


@dataclass(frozen=True)
class RuleText:
    """English templates; `allowed` only where no column declares it. Places: {column}, {other}."""

    name: str
    meaning: str
    way_out: str
    allowed: str = ""


NOTHING = sentence("Nothing need be done.")
REPORT = sentence("Nothing was published. It is a fault of Hilo: please report it with the lines of the load.")

ENDINGS = {
    "_mostly_given": RuleText(
        sentence("{column}: mostly given"),
        sentence("So many rows lack it that totals and averages would be of a part of the records only."),
        sentence("Look for its column in the export and name it in the mapping; if the system does not have it, nothing need be done."),
    ),
    "_in_every_file": RuleText(
        sentence("{column}: given in every file"),
        sentence("A whole file says no time: its records are counted, but in no period."),
        sentence("Name the column with the time in the mapping; if the system does not have it, nothing need be done."),
    ),
    "_given": RuleText(
        sentence("{column}: given"),
        sentence("Without it the record cannot be told from others, dated or counted."),
        sentence("Fill the cell in the sheet of rejected rows and load that; if the export has it under another label, name it in the mapping (columns, file.aliases)."),
    ),
    "_known": RuleText(
        sentence("{column}: a known value"),
        sentence("The column holds one of a few codes, so that every page means the same by it."),
        sentence("Write one of them in the sheet, or translate the export's words in the mapping: values = {{ \"their word\" = \"code\" }}."),
    ),
    "_plausible": RuleText(
        sentence("{column}: plausible"),
        sentence("What lies outside is a mistake of the system or of the reading: a broken clock, another date order, another unit."),
        sentence("Correct it in the export or in the sheet; if many rows have it, look at unit, epoch, formats, date_order and timezone in the mapping."),
    ),
    "_unique": RuleText(
        sentence("{column}: once only"), sentence("Two stored records have the same id, and would count twice."), REPORT
    ),
}  # fmt: skip

NAMED = {
    "channel_given": RuleText(
        sentence("channel: given"),
        sentence("The records are counted, but in the numbers of no channel."),
        sentence("Say the channel in the mapping: a column, or channel = {{ value = \"phone\" }}."),
    ),
    "person_id_given": RuleText(
        sentence("every record has its person"), sentence("A stored record is of nobody, not even of a person of its own."), REPORT
    ),
    "score_on_its_scale": RuleText(
        sentence("score: on its scale"),
        sentence("An answer lies between the ends of the scale that was asked with."),
        sentence("Correct the score in the sheet, or the scale: in the mapping, or with --option scale=1-10."),
        sentence("Allowed: from the lowest to the highest answer of the survey's scale."),
    ),
    "score_has_a_scale": RuleText(
        sentence("score: with its scale"),
        sentence("Without the lowest and highest answer nobody knows whether a score is good."),
        sentence("Say the scale in the mapping, such as scale = {{ value = \"1-5\" }}, or with --option scale=1-5."),
        sentence("Allowed: a lowest and a higher highest answer, such as 1-5 or 0-10."),
    ),
    "score_is_whole": RuleText(
        sentence("score: a whole number"),
        sentence("A score between two answers of a whole-numbered scale is an average, not an answer."),
        sentence("Export single answers, not averages; if the scale has decimals, say so in it: 1.0-5.0."),
        sentence("Allowed: whole numbers of the scale; decimals where the scale is written with decimals."),
    ),
    "nps_on_0_to_10": RuleText(
        sentence("NPS: on 0-10"),
        sentence("NPS is defined on the scale 0-10 only: on another scale promoters and detractors are other people."),
        sentence("Load it as csat with its own scale (metric = {{ value = \"csat\" }})."),
        sentence("Allowed: 0-10."),
    ),
    "score_answered": RuleText(
        sentence("score: mostly answered"),
        sentence("More than half of the rows have no score: they may be invitations, or the column is another one."),
        sentence("See whether the mapping takes the right question; words for an answer are translated with values."),
    ),
    "snapshot_states_the_outcome": RuleText(
        sentence("is_lost: given in a snapshot"),
        sentence("A snapshot of customers is of use only where it says who is lost."),
        sentence("Fill in is_lost, or say in the mapping which word means it: values = {{ \"Churned\" = \"true\" }}."),
        sentence("Allowed: yes or no."),
    ),
    "ends_on_after_starts_on": RuleText(
        sentence("ends_on: after starts_on"),
        sentence("A period of costs has at least one day; ends_on is the day after its last."),
        sentence("Correct the days in the sheet; where the export names the last day, write plus_days = 1 in the mapping."),
    ),
    "amount_has_a_currency": RuleText(
        sentence("amounts: with their currency"),
        sentence("An amount without its currency adds up with nothing."),
        sentence("Say the currency: a column of the mapping, defaults.currency, or --currency EUR."),
        sentence("Allowed: a code of ISO 4217, such as EUR."),
    ),
    "person_mostly_named": RuleText(
        sentence("customers: mostly named"),
        sentence("Under half of the rows say whose they are. Churn, retention and conversion would describe a minority."),
        sentence("Name the columns with e-mail, phone or customer number in the mapping; if there are none, nothing need be done."),
    ),
    "rows_kept": RuleText(
        sentence("rows: kept"),
        sentence("A load adds and replaces records and removes none; a table that lost half of them was damaged."),
        REPORT,
        sentence("Allowed: at least half of the rows that there were."),
    ),
    "steps_add_up": RuleText(
        sentence("matters: hops add up"), sentence("A matter does not have the hops and repeats that its steps show."), REPORT
    ),
    "rows_add_up": RuleText(
        sentence("files: rows add up"), sentence("Rows read are not those loaded, kept aside and skipped."), REPORT
    ),
    "touches_add_up": RuleText(
        sentence("journeys: touches add up"), sentence("A journey does not have the touches and the end that its steps show."), REPORT
    ),
    "touched_once": RuleText(
        sentence("journeys: every contact and order once"),
        sentence("A dated contact or order of a known person is in no journey, or what is none is in one."),
        REPORT,
    ),
}  # fmt: skip
IN_ORDER = RuleText(
    sentence("{column}: not before {other}"),
    sentence("Nothing ends before it begins, and no more is paid back than was paid."),
    sentence("Correct the two cells in the sheet, or see whether the mapping takes the right columns."),
    sentence("Allowed: as much as the other, or more."),
)
NOT_BEFORE = "_not_before_"


def find_rule(name: str) -> tuple[RuleText | None, dict[str, str]]:
    """The rule's texts and the columns that its name holds; None for a rule of a mapping."""
    if name in NAMED:
        return NAMED[name], {}
    column, mark, other = name.partition(NOT_BEFORE)
    if mark:
        return IN_ORDER, {"column": column, "other": other}
    for ending, rule in ENDINGS.items():
        if name.endswith(ending):
            return rule, {"column": name.removesuffix(ending)}
    return None, {}
