"""Texts of the pages: gettext catalogues pages/texts/<language>.po, one file per language, found by looking."""

import gettext
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from warehouse.wording.wording import Wording

TEXTS = Path(__file__).parent.parent / "texts"
FALLBACK = "en"
COLUMN_WORDS = ("table", "dimension", "field")  # kinds of texts that name a column


def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue."""
    return tuple(sorted(path.stem for path in TEXTS.glob("*.po")))


class Texts:
    """The texts of one language: `t("tile.none")`, `t("tile.n", n=3)` with `n` choosing the plural."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        self._catalogue = read_catalogue(language, (TEXTS / f"{language}.po").stat().st_mtime_ns)
        self.wording = Wording(language, self.column)

    def __call__(self, key: str, **values: Any) -> str:
        """The text with its values filled in; a value `count` chooses the plural form. A missing key shows itself."""
        if "count" in values:
            text = self._catalogue.ngettext(key, f"{key}+", values["count"])
        else:
            text = self._catalogue.gettext(key)
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether the language has a text of its own for the key."""
        return self._catalogue.gettext(key) != key

    def code(self, kind: str, code: str | None) -> str:
        """A stable code in words: `channel`, `phone` → Telephone; words that come from the data are shown as they are."""
        if code is None or code == "":
            return self("code.none")
        if kind.endswith("_channel"):  # from_channel, to_channel, last_channel
            kind = "channel"
        if kind in ("country", "language"):
            names = self._locale.territories if kind == "country" else self._locale.languages
            return str(names.get(code, code))
        return self(f"{kind}.{code}") if self.has(f"{kind}.{code}") else str(code)

    def touchpoint(self, code: str | None) -> str:
        """A touchpoint in words; the default `channel:interaction_type` is made of two codes."""
        channel, colon, kind = (code or "").partition(":")
        if colon and self.has(f"channel.{channel}"):
            return f"{self.code('channel', channel)} · {self.code('interaction_type', kind)}"
        return self.code("touchpoint", code)

    def value(self, dimension: str, code: object) -> str:
        """Any value of any dimension in words."""
        if dimension == "touchpoint":
            return self.touchpoint(None if code is None else str(code))
        if dimension.startswith("half."):
            return self.code("half", None if code is None else str(code))
        return self.code(dimension, None if code is None else str(code))

    def said(self, line: str) -> str:
        """What the pipeline or the warehouse said in English: an error, a warning, how far a load is."""
        return self.wording.translate(line)

    def reason(self, reason: str | None) -> str:
        """Why a row was kept aside or skipped, in words; what a user's own mapping says stays as it is."""
        return self.said(reason or "")

    def rule(self, name: str | None) -> str:
        """An expectation in words."""
        return self.wording.rule(name or "")

    def column(self, name: str) -> str:
        """The head of a column of records; one that no text names, by its own name."""
        return next((self(f"{kind}.{name}") for kind in COLUMN_WORDS if self.has(f"{kind}.{name}")), name)

    def dimension(self, name: str) -> str:
        """A dimension in words; an attribute by the name that its mapping gave it."""
        if name.startswith("half."):
            return self("dimension.half")
        if name.startswith("attribute."):
            return self("dimension.attribute", name=name.removeprefix("attribute.").replace("_", " "))
        return self.code("dimension", name)


@lru_cache(maxsize=32)
def read_catalogue(language: str, changed_ns: int) -> gettext.GNUTranslations:
    """The catalogue, compiled in memory: adding a language needs no build step. `changed_ns` makes an edit visible."""
    with (TEXTS / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
