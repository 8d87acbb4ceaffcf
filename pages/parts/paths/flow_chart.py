"""Paths as a Sankey diagram that can be clicked: one column a step, every journey in exactly one ribbon of each column that it comes to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from metrics.analyses.journeys.flow import flow_of
from metrics.analyses.journeys.journey_list import PathStep
from metrics.analyses.journeys.paths import ENDS, MORE, OTHER, Paths
from pages.parts.palette import GOOD_COLOURS, REST, colour_of, theme_option

NODE_WIDTH, NODE_GAP, LEAST_HEIGHT, ROW_HEIGHT, LINE_HEIGHT, HEAD_ROOM, MARGIN = 12, 10, 460, 54, 14, 30, 8  # pixels
LABEL_ROOM = 15  # percent of the width, for the labels of the last column
ONLY, ENDED = "\u200b", "\u200c"  # no width
NO_PLACE = "{\u2060"  # a brace that is none of a placeholder
Node = tuple[int, str, str]  # level, unit, how it ended ("": a unit)


@dataclass(frozen=True)
class Words:
    """How the diagram speaks: the head of a column, a unit, an end, and a number of journeys with its share."""

    head: Callable[[int], str]
    unit: Callable[[str], str]
    end: Callable[[str], str]
    count: Callable[[int], str]


@dataclass(frozen=True)
class Flow:
    """The specification, and what a click on its node or link number i opens."""

    spec: dict[str, Any]
    nodes: list[PathStep]
    links: list[PathStep]
    height: int


def flow_chart(paths: Paths, words: Words) -> Flow:
    """The diagram of the paths. Labels say the unit and its share of all journeys; nodes too low for one say it when pointed at."""
    flow = flow_of(paths)
    sizes = node_sizes(flow)
    names = {node: name_of(node, words) for node in sizes}
    most = max(sum(1 for node in sizes if node[0] == level) for level in range(1, paths.depth + 2))
    height = max(LEAST_HEIGHT, ROW_HEIGHT * most)
    pixels = (height - HEAD_ROOM - MARGIN - (most - 1) * NODE_GAP) / paths.total  # of a journey
    data = [
        {"name": names[node], "depth": node[0] - 1, "itemStyle": {"color": colour(node, paths), "borderWidth": 0},
         "label": {"show": size * pixels + NODE_GAP >= LINE_HEIGHT, "formatter": label_of(node, size, words)}}
        for node, size in sizes.items()
    ]  # fmt: skip
    links, steps = [], []
    for row in flow.iter_rows(named=True):
        target = (row["level"] + 1, "" if row["end"] else row["next"], row["end"] or "")
        links.append({
            "source": names[(row["level"], row["unit"], "")], "target": names[target], "value": row["journeys"],
            "lineStyle": {"color": colour(target, paths) if row["end"] else "source", "opacity": 0.2 if row["end"] else 0.36},
        })  # fmt: skip
        steps.append(PathStep(row["level"], row["unit"], row["next"], row["end"]))
    series = {
        "type": "sankey", "data": data, "links": links, "layoutIterations": 0, "nodeWidth": NODE_WIDTH, "nodeGap": NODE_GAP,
        "nodeAlign": "left", "draggable": False, "left": 2, "right": f"{LABEL_ROOM}%", "top": HEAD_ROOM, "bottom": MARGIN,
        "emphasis": {"focus": "adjacency"}, "selectedMode": "single", "select": {"itemStyle": {"borderWidth": 0}},
        "label": {"color": str(theme_option("textColor")), "fontSize": 12, "textBorderWidth": 3,
                  "textBorderColor": str(theme_option("backgroundColor"))},
    }  # fmt: skip
    deepest = max(node[0] for node in sizes)
    titles = [
        {"text": words.head(level), "left": f"{(100 - LABEL_ROOM) * (level - 1) / max(deepest - 1, 1)}%", "top": 0, "padding": [4, 2],
         "textStyle": {"fontSize": 12, "fontWeight": 600, "color": str(theme_option("grayTextColor"))}}
        for level in range(1, deepest + 1)
    ]  # fmt: skip
    spec = {
        "series": [series],
        "title": titles,
        "tooltip": {"trigger": "item", "valueFormatter": "localized"},
        "animation": False,
    }
    return Flow(spec, [place_of(node) for node in sizes], steps, height)


def name_of(node: Node, words: Words) -> str:
    """The words of a node; signs without width make it the only one of its name, as the diagram needs."""
    level, unit, end = node
    return (words.end(end) if end else words.unit(unit)) + ONLY * level + (ENDED if end else "")


def label_of(node: Node, size: int, words: Words) -> str:
    """Phone  101 · 7 %."""
    _, unit, end = node
    return f"{cut(words.end(end) if end else words.unit(unit)).replace('{', NO_PLACE)}  {words.count(size)}"


def node_sizes(flow: pl.DataFrame) -> dict[Node, int]:
    """(level, unit, end): journeys. Units of a level first, most first and OTHER last, then the ends of the level before."""
    units = flow.group_by("level", "unit").agg(pl.col("journeys").sum())
    ends = flow.filter(pl.col("end").is_not_null()).group_by("level", "end").agg(pl.col("journeys").sum())
    found = [(level, unit, "", n) for level, unit, n in units.iter_rows()]
    found += [(level + 1, "", end, n) for level, end, n in ends.iter_rows()]
    found.sort(
        key=lambda node: (
            node[0],
            node[2] != "",
            ENDS.index(node[2]) if node[2] else 0,
            node[1] == OTHER,
            -node[3],
            node[1],
        )
    )
    return {(level, unit, end): n for level, unit, end, n in found}


def place_of(node: Node) -> PathStep:
    """What a click on a node opens: the journeys at a unit, or those that ended before this column."""
    level, unit, end = node
    return PathStep(level - 1, None, None, end) if end else PathStep(level, unit)


def colour(node: Node, paths: Paths) -> str:
    """A channel's own colour; another unit's by its place; ends in tones that say what they are."""
    _, unit, end = node
    if end:
        return {
            "left": str(theme_option("redColor")),
            "unanswered": "#B08A2E",
            "open": REST,
            MORE: str(theme_option("grayColor")),
        }[end]
    if unit == OTHER:
        return str(theme_option("grayColor"))
    return colour_of(unit, paths.kept.index(unit) % GOOD_COLOURS)


def cut(words: str, most: int = 26) -> str:
    """Long names end in an ellipsis."""
    return words if len(words) <= most else words[: most - 1] + "…"
