"""Numbers as exports write them: plain, or money text such as $1,234.56, -$3.00 and (3,00 €), with the given decimal mark."""

from pipelines.quoting import quote_text
from pipelines.stage.steps import Steps

MARKS_OF_MONEY = r"[\s\x{00A0}\x{202F}'’]|[A-Z]{3}|\p{Sc}"


class WrittenNumbers:
    """The numbers of a staging query, each distinct one once."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.names: dict[tuple[str, str], str] = {}

    def add(self, text: str, decimal: str) -> str:
        """The name of a column of finite DOUBLEs for the text, a column of the first step; NULL where it is no number."""
        known = self.names.get((text, decimal))
        if known is None:
            known = self.names[text, decimal] = f"n{len(self.names)}"
            self.read(known, text, decimal)
        return known

    def read(self, name: str, text: str, decimal: str) -> None:
        """Add the columns of each step."""
        decimal, thousands = (",", ".") if decimal == "," else (".", ",")
        plain, bare, number = (f"{name}_{step}" for step in ("plain", "bare", "any"))
        # Only what is no plain number is looked at with regular expressions.
        self.steps.put(1, plain, "CAST(NULL AS DOUBLE)" if decimal == "," else f"TRY_CAST({text} AS DOUBLE)")
        bared = f"regexp_replace({text}, {quote_text(MARKS_OF_MONEY)}, '', 'g')"
        self.steps.put(2, bare, f"CASE WHEN {plain} IS NULL THEN {bared} END")
        shape = f"^[-+]?\\(?[-+]?(\\d{{1,3}}(\\{thousands}\\d{{3}})+|\\d+)?(\\{decimal}\\d+)?([eE][-+]?\\d+)?\\)?$"
        sign = f"CASE WHEN starts_with({bare}, '(') OR starts_with({bare}, '-(') THEN -1 ELSE 1 END"
        digits = f"replace(replace(translate({bare}, '()', ''), '{thousands}', ''), '{decimal}', '.')"
        read = (
            f"CASE WHEN regexp_full_match({bare}, {quote_text(shape)}) THEN {sign} * TRY_CAST({digits} AS DOUBLE) END"
        )
        self.steps.put(3, number, f"coalesce({plain}, {read})")
        self.steps.put(4, name, f"CASE WHEN isfinite({number}) THEN {number} END")
