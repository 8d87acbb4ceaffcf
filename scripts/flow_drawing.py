"""The drawing of the main flow, from export to tile and back, as SVG.

Boxes are filled and their words white, lines are of a middle grey: it reads on a light page and on a dark one alike.
"""

from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, TOP = 176, 58, 20, 46
GAP_X, GAP_Y = 30, 74
COLOURS = {"load": "#2a7391", "keep": "#7a5c9e", "show": "#3d7a52", "back": "#a0602f"}
LINE = "#7a8791"
FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"


@dataclass(frozen=True)
class Box:
    """A step at a place of the grid: what it does and the file that does it."""

    column: int
    row: int
    words: str
    file: str
    kind: str

    @property
    def x(self) -> int:
        """Its left side."""
        return LEFT + self.column * (WIDTH + GAP_X)

    @property
    def y(self) -> int:
        """Its upper side."""
        return TOP + self.row * (HEIGHT + GAP_Y)


BOXES = {
    "export": Box(0, 0, "exports", "files and folders", "load"),
    "read": Box(1, 0, "read as text", "pipelines/read/rows.py", "load"),
    "stage": Box(2, 0, "map and cast", "pipelines/stage/file.py", "load"),
    "check": Box(3, 0, "check", "pipelines/check/staged.py", "load"),
    "store": Box(4, 0, "what comes, what goes", "pipelines/store/arrivals.py", "load"),
    "derive": Box(5, 0, "derive, write, sum up", "pipelines/derive/all.py", "load"),
    "originals": Box(0, 1, "originals", "by SHA-256, compressed", "keep"),
    "rejected": Box(3, 1, "rejected rows", "with their reasons", "keep"),
    "logs": Box(4, 1, "decisions", "HILO_HOME/decisions.sqlite", "keep"),
    "version": Box(5, 1, "published version", "one DuckDB file", "keep"),
    "query": Box(5, 2, "one metric's SQL", "metrics/semantic/query.py", "show"),
    "number": Box(4, 2, "value, n, interval", "metrics/semantic/compute.py", "show"),
    "tile": Box(3, 2, "tile, chart, table", "pages/parts/tile.py", "show"),
    "rows": Box(2, 2, "rows behind it", "metrics/semantic/rows.py", "back"),
    "line": Box(1, 2, "file and line", "warehouse/store/trace.py", "back"),
    "text": Box(0, 2, "the exported line", "HILO_HOME/originals", "back"),
}
ARROWS = (
    ("export", "read"), ("read", "stage"), ("stage", "check"), ("check", "store"), ("store", "derive"),
    ("export", "originals"), ("check", "rejected"), ("logs", "derive"), ("derive", "version"), ("version", "query"),
    ("query", "number"), ("number", "tile"), ("tile", "rows"), ("rows", "line"), ("line", "text"), ("originals", "text"),
)  # fmt: skip
TITLES = (("a load", 0), ("what is kept (warehouse/)", 1), ("a number, and the way back to the export", 2))


def draw_flow() -> str:
    """The whole SVG, ending with a line feed."""
    width = 2 * LEFT + 6 * WIDTH + 5 * GAP_X
    height = TOP + 3 * HEIGHT + 2 * GAP_Y + LEFT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="{FONT}">',
        "<title>From export to tile, and the way back</title>",
        f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 L8 4 L0 8 z" fill="{LINE}"/></marker></defs>',
        *(draw_title(words, row) for words, row in TITLES),
        *(draw_arrow(BOXES[start], BOXES[end]) for start, end in ARROWS),
        *(draw_box(box) for box in BOXES.values()),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def draw_title(words: str, row: int) -> str:
    """What a row of boxes is about, above it."""
    y = TOP + row * (HEIGHT + GAP_Y) - 14
    return f'<text x="{LEFT + WIDTH + GAP_X}" y="{y}" font-size="13" font-style="italic" fill="{LINE}">{escape(words)}</text>'


def draw_box(box: Box) -> str:
    """The box with its two lines of text."""
    middle = box.x + WIDTH // 2
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{COLOURS[box.kind]}"/>'
        f'<text text-anchor="middle" fill="#ffffff"><tspan x="{middle}" y="{box.y + 25}" font-size="14" font-weight="600">'
        f'{escape(box.words)}</tspan><tspan x="{middle}" y="{box.y + 44}" font-size="10">{escape(box.file)}</tspan></text>'
    )


def draw_arrow(start: Box, end: Box) -> str:
    """A line from one box to the next: sideways within a row, else down or up, slanted where the columns differ."""
    if start.row == end.row:
        is_right = end.column > start.column
        x1, x2 = (start.x + WIDTH, end.x) if is_right else (start.x, end.x + WIDTH)
        y1 = y2 = start.y + HEIGHT // 2
    else:
        is_down = end.row > start.row
        y1, y2 = (start.y + HEIGHT, end.y) if is_down else (start.y, end.y + HEIGHT)
        side = WIDTH // 4 * (end.column > start.column)
        x1, x2 = start.x + WIDTH // 2 + side, end.x + WIDTH // 2 - side
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LINE}" stroke-width="2" marker-end="url(#tip)"/>'
