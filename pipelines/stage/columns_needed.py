"""What a file must have to be read as its mapping says: the columns without which no record could be."""

from difflib import get_close_matches

from pipelines.canonical import MAIN_TIME
from pipelines.stage.compile import OPTION_COLUMN, OPTION_VALUE, Context
from warehouse.config.errors import HiloError
from warehouse.sentence import sentence


def require_columns(context: Context) -> None:
    """Raises HiloError when the file lacks a column without which a record could not be: its id, time, score or amount."""
    for record in context.mapping.record:
        if record.repeat:
            context.require([record.repeat], f"{record.table}, how many records a row stands for")
        if record.split and record.split not in context.rows.columns:
            continue  # a column of several values that only some exports have gives none
        needed = {"record_id", "score", "amount", MAIN_TIME[record.table]}
        for name, spec in record.specs().items():
            if name in needed and not spec.default:
                if spec.columns and any(label in context.rows.columns for label in spec.columns):
                    continue
                labels = [
                    *(spec.columns or []),
                    *filter(None, [spec.column, spec.sum, spec.min, spec.max, spec.first, spec.last]),
                ]
                context.require(labels, f"{record.table}.{name}")


def refuse_misspelt(context: Context) -> None:
    """Raises HiloError when a mapping that the user wrote names a column that the file lacks, with those that look alike.

    Built-in sources name columns that only some exports have, and so do fields of JSON records: absent ones are NULL.
    """
    if not context.mapping.is_own or context.rows.is_json:
        return
    for record in context.mapping.record:
        for name, spec in [*record.specs().items(), *record.further_specs().items()]:
            for label in [*filter(None, [spec.column]), *(spec.columns or [])]:
                if label in context.rows.columns or label.startswith((OPTION_COLUMN, OPTION_VALUE)):
                    continue
                alike = get_close_matches(label, context.rows.columns, n=3)
                hint = (
                    sentence("did you mean {alike}?", alike=" or ".join(map(repr, alike)))
                    if alike
                    else context.describe()
                )
                raise HiloError(
                    "{file}: no column {label!r}, which {name} reads for {why}; {has}",
                    file=context.file_name,
                    label=label,
                    name=context.mapping.name,
                    why=f"{record.table}.{name}",
                    has=hint,
                )
