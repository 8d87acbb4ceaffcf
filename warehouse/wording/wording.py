"""What the pipeline says, in a reader's language: sentences, names of rules, and what each rule and reason means."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from warehouse.printable import one_line
from warehouse.wording.allowed import describe_allowed
from warehouse.wording.catalogue import read_translations
from warehouse.wording.reasons import find_reason
from warehouse.wording.rules import find_rule
from warehouse.wording.template import find_template, split_template

RULE_BROKEN = "breaks the rule "
EMPTIED = "emptied {cells:,}: {records}.{column} ({label}): {reason} (first at line {line:,}){more}"
DEEPEST = 6  # sentences in one another
QUOTED = {"es": "«{}»"}
GROUPED = {"es": (".", 10_000)}  # how thousands are set off, and from where; English: 1,234


@dataclass(frozen=True)
class Explanation:
    """A rule or reason as a person says it, what it means, what would be allowed ("" where that is no list or span), and the
    way out."""

    name: str
    meaning: str
    allowed: str
    way_out: str

    @property
    def advice(self) -> str:
        """Meaning, what is allowed and the way out, in one text."""
        return " ".join(filter(None, (self.meaning, self.allowed, self.way_out)))


@dataclass(frozen=True)
class Wording:
    """The words of one language. `column`: how a reader calls a column; its own name where nobody says."""

    language: str
    column: Callable[[str], str] = field(default=str)

    def say(self, template: str, **values: object) -> str:
        """The template in the language, with its values; in English where it has no translation."""
        said = {name: self.count(value) if isinstance(value, int) else value for name, value in values.items()}
        return (read_translations(self.language).get(template) or template).format(**said)

    def count(self, number: int) -> str:
        """A whole number in the language's form."""
        mark, least = GROUPED.get(self.language, (",", 0))
        return f"{number:,}".replace(",", mark if number >= least else "")

    def translate(self, line: str, deep: int = DEEPEST) -> str:
        """A sentence of ours as it was made, in the language; what is none of ours stays as it is."""
        if not deep or not line.strip():
            return line
        found = find_template(line)
        if found:
            template, values = found
            forms = {piece.name: piece.form for piece in split_template(template)}
            said = {name: self.say_value(name, value, forms[name], deep - 1) for name, value in values.items()}
            if template == EMPTIED:
                said["column"] = self.column(values["column"])
            text = read_translations(self.language).get(template)
            return plain_places(text or template).format(**said)
        # What we say of a thing stands behind its name; several things stand behind each other.
        for mark in (": ", "; "):
            head, found_mark, tail = line.partition(mark)
            if found_mark and (told := self.translate(tail, deep - 1)) != tail:
                return f"{self.translate(head, deep - 1)}{mark}{told}"
        return line

    def say_value(self, name: str, value: str, form: str, deep: int) -> str:
        """A value of a sentence: rules and tables by their names, numbers in the language's form, sentences translated."""
        if name == "rule":
            return QUOTED.get(self.language, "“{}”").format(self.rule(value))
        if name == "records":
            return self.say(f"records: {value}") if f"records: {value}" in read_translations(self.language) else value
        if form == ",":
            return self.count(int(value.replace(",", "")))
        return self.translate(value, deep)

    def rule(self, name: str) -> str:
        """A rule as a person says it."""
        rule, columns = find_rule(name)
        return self.say(rule.name, **self.name_columns(columns)) if rule else name

    def explain_rule(self, name: str, table: str | None, column: str) -> Explanation:
        """The rule on the column of the table (None: whatever table has it); a mapping's own as the mapping names it."""
        rule, columns = find_rule(name)
        if rule is None:
            own = find_reason("")
            return Explanation(name, self.say(own.meaning), "", self.say(own.way_out))
        words = self.name_columns(columns)
        template, values = (rule.allowed, {}) if rule.allowed else describe_allowed(name, table, column)
        allowed = self.say(template, **values) if template else ""
        return Explanation(
            self.say(rule.name, **words), self.say(rule.meaning, **words), allowed, self.say(rule.way_out, **words)
        )

    def explain_reason(self, reason: str, column: str = "", table: str | None = None) -> Explanation:
        """Why a row or cell is left out, as it is stored; what a mapping of the user's says stays in its words."""
        if reason.startswith(RULE_BROKEN):
            return self.explain_rule(reason.removeprefix(RULE_BROKEN), table, column)
        found = find_template(one_line(reason))
        known = find_reason(found[0] if found else "")
        template, values = describe_allowed(f"{column}{known.rule}", table, column)
        allowed = self.say(template, **values) if template else ""
        return Explanation(self.translate(reason), self.say(known.meaning), allowed, self.say(known.way_out))

    def explain_line(self, line: str) -> Explanation | None:
        """The rule that a warning of a load, or a line on emptied cells, is about; None for a line of another kind."""
        found = find_template(line)
        if found is None:
            return None
        template, values = found
        if "rule" in values and "records" in values:
            return self.explain_rule(values["rule"], values["records"], find_rule(values["rule"])[1].get("column", ""))
        if template == EMPTIED:
            return self.explain_reason(values["reason"], values["column"], values["records"])
        return None

    def name_columns(self, columns: dict[str, str]) -> dict[str, str]:
        """The columns that a rule names, as the reader calls them."""
        return {place: self.column(name) for place, name in columns.items()}


@lru_cache(maxsize=2_000)
def plain_places(text: str) -> str:
    """The template with bare places: values stand in a sentence as they are printed already."""
    return re.sub(r"(?<!\{)\{(\w+)[^{}]*\}", r"{\1}", text)


IN_ENGLISH = Wording("en")
