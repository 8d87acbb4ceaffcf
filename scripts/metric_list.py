"""The catalogue of metrics and the dimensions, as Markdown tables."""

from collections.abc import Iterable

from metrics.catalogue import SUBJECTS
from metrics.catalogue.composites import COMPOSITES, Composite
from metrics.catalogue.dimensions import ALL_TABLES, DIMENSIONS, Dimension
from metrics.catalogue.entry import Metric

BETTER = {"higher": "↑", "lower": "↓", "neutral": ""}


def list_metrics() -> str:
    """One section a subject of the catalogue, one row a metric."""
    sections: list[tuple[str, Iterable[Metric | Composite]]] = [
        (subject.__name__, subject.METRICS) for subject in SUBJECTS
    ]
    return "\n\n".join(
        "\n".join([
            f"### {title_of(name)}", "", "| name | unit | better | meaning | formula | interval |",
            "|---|---|---|---|---|---|", *map(metric_row, entries),
        ])
        for name, entries in [*sections, ("composites", COMPOSITES.values())]
    )  # fmt: skip


def title_of(module: str) -> str:
    """contact_centre: Contact centre."""
    return module.rpartition(".")[2].replace("_", " ").capitalize()


def metric_row(metric: Metric | Composite) -> str:
    """One row of the table."""
    meaning = f"**{metric.label}.** {metric.description}"
    if isinstance(metric, Composite) and metric.levels:
        meaning += f" {metric.levels}."
    interval = metric.interval.replace("_", " ").replace("none", "–")
    cells = [f"`{metric.name}`", metric.unit, BETTER[metric.better], meaning, metric.formula, interval]
    return f"| {' | '.join(cell.replace('|', '∣') for cell in cells)} |"


def list_dimensions() -> str:
    """One row a dimension, with the tables whose metrics have it."""
    rows = [f"| `{name}` | {tables_of(dimension)} |" for name, dimension in DIMENSIONS.items()]
    return "\n".join(["| dimension | records that have it |", "|---|---|", *rows, "| `attribute.NAME` | all |"])


def tables_of(dimension: Dimension) -> str:
    """The tables, or those that lack it where these are fewer."""
    missing = [table for table in ALL_TABLES if table not in dimension.tables]
    if not missing:
        return "all"
    if len(missing) < len(dimension.tables):
        return f"all but {', '.join(missing)}"
    return ", ".join(dimension.tables)
