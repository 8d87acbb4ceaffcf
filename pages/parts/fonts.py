"""The font: copied from its package into static/ once, so that no request leaves the machine and no font file is committed."""

import shutil
from pathlib import Path

import fontpkg_inter

STATIC = Path(__file__).resolve().parents[2] / "static"


def place_font() -> Path:
    """static/inter.ttf, written when it is missing; run by `python -m pages.parts.fonts` at install and by the app at start."""
    target = STATIC / "inter.ttf"
    source = Path(fontpkg_inter.ROOT) / "files" / "Inter[opsz,wght].ttf"
    if not target.exists() or target.stat().st_size != source.stat().st_size:
        STATIC.mkdir(exist_ok=True)
        part = target.with_suffix(".part")
        shutil.copyfile(source, part)
        part.replace(target)
    return target


if __name__ == "__main__":
    place_font()
