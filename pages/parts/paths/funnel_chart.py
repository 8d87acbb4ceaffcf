"""The stage funnel as bars: every bar is the journeys that reached a stage, split by what became of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from pages.parts.palette import REST, theme_option

BUCKETS = ("continued", "left", "open", "unanswered")
ROW_HEIGHT, HEAD_ROOM = 62, 60  # pixels


def funnel_chart(
    rows: Sequence[Mapping[str, Any]],
    labels: Sequence[str],
    bucket_words: Callable[[str], str],
    words: Callable[[int, int], str],
) -> go.Figure:
    """One bar per stage, in their order; `words(n, reached)` says a part. `customdata` of a part: stage, bucket."""
    colours = {
        "continued": theme_option("primaryColor"),
        "left": theme_option("redColor"),
        "open": REST,
        "unanswered": "#B08A2E",
    }
    patterns = {"left": "/", "unanswered": "."}
    widest = max((row["reached"] for row in rows), default=1) or 1
    traces = [
        {
            "type": "bar", "orientation": "h", "name": bucket_words(bucket), "y": list(labels), "x": [row[bucket] for row in rows],
            "marker": {"color": colours[bucket], "line": {"width": 0},
                       "pattern": {"shape": patterns.get(bucket, ""), "fillmode": "overlay", "fgcolor": "rgba(255,255,255,.35)", "size": 6}},
            "customdata": [[row["stage"], bucket] for row in rows],
            "text": [words(row[bucket], row["reached"]) if row[bucket] / widest > 0.12 else "" for row in rows],
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
            "textfont": {"color": theme_option("textColor" if bucket == "open" else "backgroundColor")},
            "hovertext": [f"<b>{label.split('<br>')[0]}</b> · {bucket_words(bucket)}: {words(row[bucket], row['reached'])}"
                          for label, row in zip(labels, rows, strict=True)],
            "hoverinfo": "text",
        }
        for bucket in BUCKETS if any(row[bucket] for row in rows)
    ]  # fmt: skip
    figure = go.Figure(traces)
    figure.update_layout(
        barmode="stack", uniformtext={"minsize": 10, "mode": "hide"}, height=HEAD_ROOM + ROW_HEIGHT * len(rows), bargap=0.3, dragmode=False,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal", "itemclick": False, "itemdoubleclick": False},
        xaxis={"visible": False, "fixedrange": True, "range": [0, widest * 1.01]},
        yaxis={"autorange": "reversed", "fixedrange": True, "type": "category", "ticksuffix": "  ", "ticks": "", "title": {"text": ""}},
    )  # fmt: skip
    return figure
