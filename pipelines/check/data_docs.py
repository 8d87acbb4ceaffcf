"""Keep Data Docs to themselves: no style sheet, script, font or logo from another host.

The pages of Great Expectations load a dozen files from content networks, and a logo whose address carries an
installation number: whoever opened a page would be counted. What is left is plain HTML with one style of our own.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

LOADED = (
    r"<script\b[^>]*\bsrc\s*=[^>]*>\s*</script>",
    r"<link\b[^>]*>",
    r"<img\b[^>]*\bsrc\s*=\s*[\"']https?:[^>]*>",
    r"@import\b[^;]*;",
    r"url\(\s*[\"']?https?:[^)]*\)",
    r"<iframe\b[^>]*>\s*</iframe>",
    r"\bhref\s*=\s*[\"']https?:[^\"']*[\"']",
)
STYLE = """<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; } td, th { border-bottom: 1px solid #ccc; padding: .3rem .7rem;
text-align: left; vertical-align: top; } ul { padding-left: 1.2rem; } .modal { display: none; }
</style>"""


def strip_pages(folder: Path) -> None:
    """Remove every outside file from the pages of a folder and give them our style."""
    shutil.rmtree(folder / "static", ignore_errors=True)
    for page in folder.rglob("*.html"):
        page.write_text(strip_page(page.read_text(encoding="utf-8")), encoding="utf-8")


def strip_page(html: str) -> str:
    """Return the page without any reference that a browser would load from another host."""
    for pattern in LOADED:
        html = re.sub(pattern, "", html, flags=re.IGNORECASE | re.DOTALL)
    return html if STYLE in html else html.replace("</head>", STYLE + "</head>", 1)
