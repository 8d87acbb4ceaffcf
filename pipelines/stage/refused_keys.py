"""Identifiers that the gate refuses: empty in the record, which stands without them, and counted with the reason."""

from pipelines.quoting import quote_text
from pipelines.stage.cast import LINKS

FAULTS = {"email": "email_fault", "phone": "phone_fault"}  # of the others: id_fault
GATED = ("email", "phone", "customer_id", "vendor_customer_id", *LINKS)
REFUSED = "STRUCT(column_name VARCHAR, reason VARCHAR)[]"


def refused_column(cells: dict[str, tuple[str, str]], labels: dict[str, str]) -> str:
    """SQL list of the identifiers that a row states and that are none; NULL where there is none of them.

    `cells`: SQL of the text and of the value, by column or type of key; `labels`: what the file calls them.
    """
    if not cells:
        return f"CAST(NULL AS {REFUSED})"
    failed = {name: f"({text} IS NOT NULL AND {value} IS NULL)" for name, (text, value) in cells.items()}
    entries = ", ".join(
        f"CASE WHEN {failed[name]} THEN {{'column_name': {quote_text(labels[name])}, "
        f"'reason': {FAULTS.get(name, 'id_fault')}({text})}} END"
        for name, (text, _) in cells.items()
    )
    return f"CASE WHEN {' OR '.join(failed.values())} THEN list_filter([{entries}], lambda r: r IS NOT NULL) END"
