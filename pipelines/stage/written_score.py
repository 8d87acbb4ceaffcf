"""Scores as surveys export them: 9, "10 - Extremely likely", "5 estrellas", ★★★★☆, 4/5, "Muy satisfecho (5)", and what means no answer."""

from pipelines.quoting import quote_text
from pipelines.words import read_words

NUMBER = r"-?\d+(?:[.,]\d+)?"
STARS = r"([★⭐🌟*]{1,10})[☆✩✰]*"
OF = r"(?:/|\s(?:de|of|out of|sur|von|su|di|van|из|av|af|z|din|fra|auf)\s)"
FRACTION = rf"({NUMBER})\s*{OF}\s*(\d+)(?:\s[^\d]*)?"
# The number, then what parts it from its words; a bracket and the frame of a keycap emoji belong to it.
FIRST = rf"\(?({NUMBER})\s?[)\x{{20E3}}]?(?:\s*[-.:=)|,;>*★⭐]+\s*[^\d]*|\s[^\d]*)?"
LAST = rf"[^\d]*[^\d\s\-](?:\s*[(:=|]\s*|\s+-\s+|\s+)({NUMBER})\s*\)?[★⭐*]*"
PERCENT = rf"({NUMBER})\s?%"


def score_macros() -> list[str]:
    """The statements that define score_text(text, low, high): the number of a score as text, NULL where it says that there was no
    answer, the text itself where it is none; `low` and `high` are the ends of the scale. And plain_score(text, low, high) for texts
    that are all plain numbers."""
    words = read_words("not_answered")
    codes, none = (", ".join(map(quote_text, words[key])) for key in ("codes", "words"))
    said = "rtrim(trim(lower(plain_marks(t))), '.')"

    def part(pattern: str, group: int = 1) -> str:
        return f"regexp_extract(s, {quote_text(f'^{pattern}$')}, {group})"

    def fits(pattern: str) -> str:
        return f"regexp_full_match(s, {quote_text(pattern)})"

    of_scale = f"TRY_CAST({part(FRACTION, 2)} AS DOUBLE) = high"
    stars = f"length({part(STARS)}) <= high AND (NOT regexp_matches(s, '[☆✩✰]') OR length(s) = high)"
    return [
        f"""CREATE OR REPLACE TEMP MACRO score_of_words(t, s, high) AS CASE
            WHEN list_position([{none}], s) > 0 THEN NULL
            WHEN {fits(STARS)} THEN CASE WHEN {stars} THEN CAST(length({part(STARS)}) AS VARCHAR) ELSE t END
            WHEN {fits(FRACTION)} THEN CASE WHEN {of_scale} THEN {part(FRACTION)} ELSE t END
            WHEN {fits(PERCENT)} THEN CASE WHEN high = 100 THEN {part(PERCENT)} ELSE t END
            WHEN {fits(FIRST)} THEN {part(FIRST)}
            WHEN {fits(LAST)} THEN {part(LAST)}
            ELSE t END""",
        f"""CREATE OR REPLACE TEMP MACRO plain_score(t, low, high) AS CASE
            WHEN list_position([{codes}], regexp_replace(t, '[.,]0+$', '')) > 0 AND TRY_CAST(t AS DOUBLE) NOT BETWEEN low AND high THEN NULL
            ELSE t END""",
        f"""CREATE OR REPLACE TEMP MACRO score_text(t, low, high) AS CASE
            WHEN TRY_CAST(t AS DOUBLE) BETWEEN low AND high THEN t
            WHEN list_position([{codes}], regexp_replace(t, '[.,]0+$', '')) > 0 AND TRY_CAST(t AS DOUBLE) NOT BETWEEN low AND high THEN NULL
            WHEN TRY_CAST(t AS DOUBLE) IS NOT NULL THEN t
            ELSE score_of_words(t, {said}, high) END""",
    ]


def scale_end(scale: str, column: str | None, is_high: bool) -> str:
    """SQL for an end of the scale: of its text such as 1-5 or 0.5-5, or of the column that gives it."""
    pattern = r"[-–]\s*(\d+(?:[.,]\d+)?)\s*$" if is_high else r"^\s*(-?\d+(?:[.,]\d+)?)\s*[-–]"
    written = f"TRY_CAST(replace(regexp_extract({scale}, {quote_text(pattern)}, 1), ',', '.') AS DOUBLE)"
    return f"coalesce(TRY_CAST({column} AS DOUBLE), {written})" if column else written
