"""One measured number as pages say it: its value, sample, interval, change, and the sentences that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from metrics.catalogue.composites import Composite
from metrics.catalogue.entry import Metric
from metrics.presenter.estimates import note_words, reason_words, sample_words, value_words
from metrics.presenter.numbers import decimal, format_change, format_tick, format_value
from metrics.quality.gate import FAILING
from metrics.semantic.estimate import Estimate, read_estimate
from metrics.semantic.unclassified import bounds_of_all
from pages.parts.charts import Axis
from pages.parts.formats import format_day, plain, unit_words
from pages.parts.texts import Texts
from warehouse.config.settings import Settings

State = Literal["firm", "soft", "withheld", "missing"]


@dataclass(frozen=True)
class Measured:
    """A row of metrics.semantic.compute.compare with the words to show it."""

    metric: Metric
    row: Mapping[str, Any]
    texts: Texts
    settings: Settings

    @property
    def n(self) -> int:
        """Who speaks."""
        return int(self.row.get("n") or 0)

    @property
    def unit(self) -> str:
        """The unit of the row: a currency where the metric is money."""
        return str(self.row.get("unit") or self.metric.unit)

    @property
    def state(self) -> State:
        """firm; soft: a small sample; withheld: too small to show; missing: nothing measured."""
        if self.row.get("value") is None:
            return "withheld" if self.estimate.is_withheld or FAILING in self.estimate.notes else "missing"
        is_small = self.metric.is_withheld_when_small and self.n < self.settings.minimum_n_firm
        return "soft" if is_small else "firm"

    @property
    def estimate(self) -> Estimate:
        """The number itself."""
        return replace(read_estimate(self.row), unit=self.unit)

    @property
    def value(self) -> str:
        """The value in its unit, – where there is none."""
        return value_words(self.estimate, self.texts)

    @property
    def sample(self) -> str:
        """n, and the interval where there is one: n = 1.234 · 95 %: 28,1 % a 33,4 %."""
        return sample_words(self.estimate, self.texts)

    @property
    def change(self) -> str:
        """The change against the period before; empty where there is nothing to compare."""
        if self.row.get("difference") is None or self.row.get("value") is None:
            return ""
        return format_change(self.row["difference"], self.row.get("previous_value"), self.unit, self.texts)

    @property
    def uncovered(self) -> str:
        """Why nothing is compared, for a Markdown text: a source that does not cover both periods; empty where all do."""
        return plain(uncovered_words(self.row.get("uncovered"), self.texts))

    @property
    def direction(self) -> Literal["better", "worse", "same", "neutral"]:
        """What the change means: same within noise (or where noise is unknown), neutral when neither is better."""
        difference = self.row.get("difference")
        if not difference or not self.row.get("exceeds_noise"):
            return "same"
        if self.metric.better == "neutral":
            return "neutral"
        return "better" if (difference > 0) == (self.metric.better == "higher") else "worse"

    def sentences(self) -> list[str]:
        """What a reader must know about this number: small, withheld, nothing measured, what it is among all rows, and the notes."""
        texts, estimate = self.texts, self.estimate
        if estimate.value is None:
            return [reason_words(estimate, texts, max(self.settings.minimum_n_shown, self.metric.minimum_n))]
        said = [texts("tile.soft", n=decimal(self.n, texts))] if self.state == "soft" else []
        if bounds := bounds_of_all(self.metric, self.row):
            said.append(texts("tile.bounds", rows=decimal(bounds.rows, texts), unclassified=decimal(bounds.unclassified, texts),
                              low=format_value(bounds.low, self.unit, texts), high=format_value(bounds.high, self.unit, texts)))  # fmt: skip
        return said + [note_words(note, texts, has_value=True) for note in estimate.notes]


def uncovered_words(code: str | None, texts: Texts) -> str:
    """The code of metrics.semantic.coverage.Span.lacks as a sentence."""
    if not code:
        return ""
    kind, _, rest = code.partition(":")
    source, _, day = rest.rpartition(":")
    return texts(f"uncovered.{kind}", source=source, day=format_day(date.fromisoformat(day), texts))


def metric_label(metric: Metric | Composite, texts: Texts) -> str:
    """The metric's name in the language; a metric without a translation yet keeps the catalogue's English."""
    return texts(metric.label_key) if texts.has(metric.label_key) else metric.label


def metric_text(metric: Metric | Composite, field: Literal["description", "formula", "levels"], texts: Texts) -> str:
    """Description, formula or what the values mean in the language, else the catalogue's English."""
    key = f"metric.{metric.name}.{field}"
    return texts(key) if texts.has(key) else str(getattr(metric, field))


def value_axis(metric: Metric, texts: Texts) -> Axis:
    """The axis of the metric's values."""
    says_unit = metric.unit in ("percent", "seconds")  # every tick says it already
    title = "" if says_unit else unit_words(metric.unit, texts)
    return Axis(title, lambda value: format_tick(value, metric.unit, texts), metric.unit == "seconds")
