"""python -m scripts.write_day_halves: writes pipelines/words/day_halves.toml, the words for the half of the day of the CLDR languages.

They are a table and not looked up in Babel while a load runs: reading its languages takes a processor second.
"""

from collections import defaultdict
from pathlib import Path

from babel import Locale, localedata

from pipelines.read.day_half import fold_word

TABLE = Path(__file__).parent.parent / "pipelines" / "words" / "day_halves.toml"
# Of which CLDR has all that an everyday application needs (coverage level "modern" of CLDR 45): in smaller ones a word for the
# morning is a larger one's for the afternoon (ip is Finnish and Inari Sami).
LANGUAGES = (
    "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig is it ja ka kk km "
    "kn ko kok ky lo lt lv mk ml mn mr ms my nb ne nl nn no or pa pl ps pt ro ru sd si sk sl so sq sr sv sw ta te th tk tr uk "
    "ur uz vi yo yue zh zu "
)
DAY = 86_400
HALVES = {"am": (0, DAY // 2), "pm": (DAY // 2, DAY)}
HEAD = """\
# Made by python -m scripts.write_day_halves from Babel's CLDR; change it there.
# Word, folded = the hours that it may stand for, [from, before) of the day; of a word that means several things, all.
"""


def find_spans() -> dict[str, set[tuple[int, int]]]:
    """The seconds of the day that each word may stand for, as [from, before)."""
    halves: dict[str, set[tuple[int, int]]] = defaultdict(set)
    parts: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for identifier in localedata.locale_identifiers():
        if identifier.split("_")[0] not in LANGUAGES.split():
            continue
        locale = Locale.parse(identifier)
        rules = locale.day_period_rules.get(None, {})
        for words in locale.day_periods.values():
            for period, word in (item for width in words.values() for item in width.items()):
                if period in HALVES:
                    halves[fold_word(word)].add(HALVES[period])
                else:
                    found = [(rule["from"], rule["before"]) for rule in rules.get(period, []) if "from" in rule]
                    parts[fold_word(word)].update(found)
    # Whoever writes a half writes that one, whatever part of the day the word is elsewhere (öö: Turkish morning, Estonian night).
    return {word: found for word, found in (parts | halves).items() if word and found}


def write_table() -> None:
    lines = [
        f'"{word}" = [{", ".join(f"[{start // 3600}, {before // 3600}]" for start, before in sorted(found))}]'
        for word, found in sorted(find_spans().items())
    ]
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_table()
