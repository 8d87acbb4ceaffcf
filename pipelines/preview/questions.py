"""What only a person can say about a file, with the answers that can be chosen."""

import msgspec

from pipelines.gather import GENERAL_OPTIONS
from pipelines.mapping.model import Mapping
from pipelines.mapping.vocabulary import DATE_ORDERS, DECIMALS
from pipelines.quoting import quote_name
from pipelines.staging import Staging
from pipelines.unsettled import NeedsAnswer
from warehouse.inbox.report import ASKS, READY, FileReport, Question

CHOICES = {
    "date_order": DATE_ORDERS,
    "decimal": DECIMALS,
    "metric": ("csat", "nps", "ces"),
    "survey_kind": ("transactional", "relationship"),
}
# Asked although a file loads without: nobody else knows who is who in a chat, and in which currency a number is.
WHO_WE_ARE = "our_names"
NO_CURRENCY = "breaks the rule amount_has_a_currency"
MOST_NAMES = 50


def find_questions(report: FileReport, staging: Staging) -> FileReport:
    """The report with its questions: first those that are open, then what else the file's source understands."""
    _, source = staging.known.get(report.path, (None, None))
    if source is None or report.verdict not in (READY, ASKS):
        return report
    failure = staging.failures.get(report.path)
    missing = {failure.option: failure.example} if isinstance(failure, NeedsAnswer) else {}
    if any(reason.reason == NO_CURRENCY for reason in report.reasons):
        missing["currency"] = next(reason.value or "" for reason in report.reasons if reason.reason == NO_CURRENCY)
    given = given_options(report, staging)
    before = last_options(source, staging)
    names = dict.fromkeys([*missing, *source.options, *GENERAL_OPTIONS])
    questions = []
    for name in names:
        option = source.options.get(name)
        said = given.get(name, "")
        is_open = name in missing or bool(option and option.required and not said)
        if name == WHO_WE_ARE and option and not said:
            is_open = True
        questions.append(
            Question(
                name,
                kind_of(name, source),
                option.help if option else "",
                choices_of(name, report, staging),
                missing.get(name, ""),
                said or (option.default or "" if option else ""),
                before.get(name, ""),
                is_open,
            )
        )
    return msgspec.structs.replace(report, questions=sorted(questions, key=lambda question: not question.is_open))


def given_options(report: FileReport, staging: Staging) -> dict[str, str]:
    """What was said about the file: of all files, and of it alone."""
    said = [answer.options for path, answer in staging.answers.items() if str(path) == report.path]
    return staging.options | (said[0] if said else {})


def last_options(source: Mapping, staging: Staging) -> dict[str, str]:
    """The options of the last load of this source: what was right then is likely to be right now, and is shown, not taken."""
    found = [options for (_, name), (_, options) in staging.loaded.files.items() if name == source.prefix]
    return found[-1] if found else {}


def kind_of(name: str, source: Mapping) -> str:
    """How the option is asked: as a zone, one of some words, a column of the file, names, or any text."""
    if name == "timezone":
        return "zone"
    if name == WHO_WE_ARE:
        return "names"
    if name in CHOICES:
        return "choice"
    specs = [spec for record in source.record for spec in [*record.specs().values(), *record.further_specs().values()]]
    is_column = any(spec.option == name or f'"option:{name}"' in (spec.sql or "") for spec in specs)
    is_each = any(record.each == f"option:{name}" for record in source.record)
    return "column" if is_column or is_each else "text"


def choices_of(name: str, report: FileReport, staging: Staging) -> list[str]:
    """What can be chosen, where that is known."""
    if name in CHOICES:
        return list(CHOICES[name])
    if name == WHO_WE_ARE:
        return sender_names(report, staging)
    source = staging.known[report.path][1]
    return report.columns if source and kind_of(name, source) == "column" else []


def sender_names(report: FileReport, staging: Staging) -> list[str]:
    """Who wrote in a chat, the most frequent first."""
    tables = [shown for shown in report.records if "sender" in shown.columns]
    if not tables:
        return []
    files = [file for file in staging.staged.values() if str(file.path) == report.path]
    views = [record.name for file in files for record in file.records if record.table == "messages"]
    if not views:
        return []
    rows = staging.con.execute(
        f"SELECT {quote_name('sender')}, count(*) FROM {views[0]} WHERE file_id = ? AND sender IS NOT NULL GROUP BY ALL ORDER BY 2 DESC LIMIT ?",
        [files[0].file_id, MOST_NAMES],
    ).fetchall()
    return [name for name, _ in rows]
