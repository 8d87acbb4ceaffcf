"""From which day a workbook counts: 1900 in Excel and LibreOffice, 1904 in workbooks of old Excel for Mac."""

import re
import zipfile
from pathlib import Path

IS_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^>]*date1904\s*=\s*[\"'](?:1|true)[\"']")


def date_system(path: Path) -> str:
    """1900 or 1904, as the workbook says. Its parts were measured when it was looked at."""
    with zipfile.ZipFile(path) as archive:
        part = next(name for name in archive.namelist() if name.lower() == "xl/workbook.xml")
        return "1904" if IS_1904.search(archive.read(part)) else "1900"
