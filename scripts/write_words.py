"""python -m scripts.write_words: writes pipelines/words/*.toml, the words of dates, durations and money of the CLDR languages.

They are tables and not looked up in Babel while a load runs: reading its eleven hundred locales takes two processor seconds.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel import Locale, localedata

FOLDER = Path(__file__).parent.parent / "pipelines" / "words"
# Of which CLDR has all that an everyday application needs (coverage level "modern" of CLDR 45): smaller languages are left
# out, as their short month names are other months' in larger ones (nya is August, April and July).
LANGUAGES = frozenset(
    [
        "af",
        "am",
        "ar",
        "as",
        "az",
        "be",
        "bg",
        "bn",
        "bs",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "eu",
        "fa",
        "fi",
        "fil",
        "fr",
        "ga",
        "gl",
        "gu",
        "ha",
        "he",
        "hi",
        "hr",
        "hu",
        "hy",
        "id",
        "ig",
        "is",
        "it",
        "ja",
        "ka",
        "kk",
        "km",
        "kn",
        "ko",
        "kok",
        "ky",
        "lo",
        "lt",
        "lv",
        "mk",
        "ml",
        "mn",
        "mr",
        "ms",
        "my",
        "nb",
        "ne",
        "nl",
        "nn",
        "no",
        "or",
        "pa",
        "pl",
        "ps",
        "pt",
        "ro",
        "ru",
        "sd",
        "si",
        "sk",
        "sl",
        "so",
        "sq",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tk",
        "tr",
        "uk",
        "ur",
        "uz",
        "vi",
        "yo",
        "yue",
        "zh",
        "zu",
    ]
)
PLURALS = ("zero", "one", "two", "few", "many", "other")
# What people write that CLDR does not list: Spain's, Latin America's and Brazil's short forms, English and French usage.
MORE_MONTHS = {
    "1": ["enero", "jän"], "3": ["mrz", "mär"], "5": ["may"], "8": ["ago", "ags"], "9": ["sep", "sept", "set", "septiembre", "setiembre"],
    "10": ["oct", "out"], "12": ["dic", "dez", "déc", "diz"],
}  # fmt: skip
MORE_HALVES = {"am": ["delamañana", "mañana", "delamadrugada"], "pm": ["delatarde", "delanoche", "noche", "danoite"]}
MORE_UNITS = {
    "hour": ["h", "hs", "hr", "hrs", "hora", "horas", "std", "stunde", "stunden", "ore", "ora", "heure", "heures", "hod", "uur"],
    "minute": ["m", "min", "mins", "mn", "minuto", "minutos", "minuti", "minute", "minutes", "minuten"],
    "second": ["s", "sec", "secs", "seg", "segs", "sg", "segundo", "segundos", "sek", "secondi", "secondo", "seconde", "secondes", "sekunden"],
    "day": ["d", "day", "days", "dia", "dias", "día", "días", "tag", "tage", "jour", "jours", "giorno", "giorni", "dag", "dagen"],
}  # fmt: skip
# How shops and banks write what CLDR abbreviates otherwise; words for it are as good as its sign.
MORE_CURRENCIES = [
    "S/.", "U$S", "U$D", "u$s", "USD$", "MXN$", "COP$", "CLP$", "M.N.", "Gs", "Bs.F.", "Bs.D.", "Bs.S.", "руб", "руб.", "zl", "Lei", "Fr.", "SFr.",
    "SFr", "Rs.", "Rs", "円", "元", "圆", "원", "₽.", "Kc", "€uro", "euro", "euros", "eur", "pesos", "peso", "dólares", "dolares", "dollars", "reais", "soles",
    "TL", "грн", "грн.", "€.", "lempiras", "quetzales", "colones", "guaraníes", "bolivianos", "ريال", "درهم", "دينار", "جنيه", "ر.س", "د.إ", "ج.م", "د.ك",
]  # fmt: skip
# A letter behind a number is as often a thousand or a million (K, M) as a currency; before it, it is the sign of these.
LETTERS_BEFORE = ["Q", "L", "R", "B/."]


def locales() -> Iterator[Locale]:
    """The locales of the languages."""
    for name in localedata.locale_identifiers():
        if name.split("_")[0] in LANGUAGES:
            yield Locale.parse(name)


def agreed(meanings: dict[str, set[str]]) -> dict[str, list[str]]:
    """The words by what they mean; without those that mean two things (listopad: October in Croatian, November in Polish)."""
    words = defaultdict(list)
    for word, meant in sorted(meanings.items()):
        if len(meant) == 1:
            words[meant.copy().pop()].append(word)
    return dict(sorted(words.items(), key=lambda item: item[0].zfill(2)))


def plain(word: str) -> str:
    """The word as it is looked up: in lower case, without dots and invisible marks, spaces plain."""
    return re.sub(
        r"[\s\u00a0\u202f]+", " ", re.sub(r"[.\u200b-\u200f\u060c]", "", word.lower().replace("’", "'"))
    ).strip()


def months() -> dict[str, list[str]]:
    """Names of months by number."""
    found: dict[str, set[str]] = defaultdict(set)
    for locale in locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context].get(width, {}).items():
                    if not re.search(r"\d", name):
                        found[plain(name).replace(" ", "")].add(str(number))
    for number, names in MORE_MONTHS.items():
        for name in names:
            found[name] = {number}
    return agreed(
        {
            name: numbers
            for name, numbers in found.items()
            if len(name) > (2 if name[-2:].isascii() else 1)
            and name[0].isalpha()
            and "\u180e" not in name
            and name != "d'ag"
        }
    )


def halves() -> dict[str, list[str]]:
    """Words for the halves of the day."""
    found: dict[str, set[str]] = defaultdict(set)
    for locale in locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for half in ("am", "pm"):
                    if name := locale.day_periods.get(context, {}).get(width, {}).get(half):
                        found[plain(name).replace(" ", "")].add(half)
    for half, names in MORE_HALVES.items():
        for name in names:
            found[name] = {half}
    return agreed(found)


def units() -> dict[str, list[str]]:
    """Words for units of time."""
    found: dict[str, set[str]] = defaultdict(set)
    for locale in locales():
        for unit in ("day", "hour", "minute", "second"):
            for patterns in locale._data["unit_patterns"].get(f"duration-{unit}", {}).values():
                for form, pattern in patterns.items() if isinstance(patterns, Mapping) else ():
                    word = plain(pattern.removeprefix("{0}")) if form in PLURALS and pattern.startswith("{0}") else ""
                    if word and word[0].isalpha() and " " not in word:
                        found[word].add(unit)
    for unit, words in MORE_UNITS.items():
        for word in words:
            found[word] = {unit}
    return agreed(found)


def plain_sign(sign: str) -> str:
    """The sign without invisible marks, its spaces plain."""
    return re.sub(r"[\u00a0\u202f]", " ", re.sub(r"[\u200b-\u200f]", "", sign)).strip()


def currencies() -> list[str]:
    """Signs and codes of money that may stand before or behind a number, the longest first; without those of one character
    that Unicode knows as signs of money."""
    found = {code for locale in locales() for code in locale.currencies}
    for locale in locales():
        found |= {plain_sign(sign) for sign in locale.currency_symbols.values()}
    letters = {sign for sign in found if len(sign) == 1 and (sign.isalpha() or unicodedata.category(sign) == "Sc")}
    return sorted(
        {sign for sign in found - letters if sign} | set(MORE_CURRENCIES), key=lambda sign: (-len(sign), sign)
    )


def toml_list(name: str, words: Iterable[str], width: int = 130) -> str:
    """A list of texts as TOML, wrapped."""
    lines, line = [f"{name} = ["], "   "
    for word in words:
        quoted = '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '",'
        if len(line) + len(quoted) > width:
            lines.append(line)
            line = "   "
        line += f" {quoted}"
    return "\n".join([*lines, line, "]", ""])


def word_files() -> dict[str, str]:
    """The text of each file by its name."""
    head = "# Made by python -m scripts.write_words from Babel's CLDR; change it there.\n"
    numbers, day_halves, by_unit = months(), halves(), units()
    return {
        "dates.toml": head
        + "[months]\n" + "".join(toml_list(number, names) for number, names in numbers.items())
        + "\n[halves]\n" + "".join(toml_list(half, names) for half, names in day_halves.items()),
        "durations.toml": head + "".join(toml_list(unit, words) for unit, words in by_unit.items()),
        "currencies.toml": head + toml_list("signs", currencies()) + toml_list("letters_before", LETTERS_BEFORE),
    }  # fmt: skip


if __name__ == "__main__":
    for name, text in word_files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
