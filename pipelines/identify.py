"""Which source a file came from: exactly one mapping may claim it, by its columns, first line or name."""

import fnmatch
from pathlib import Path

from pipelines.mapping.model import File, Mapping
from pipelines.mapping.pattern import find_matches
from pipelines.read.labels import rename_labels
from pipelines.read.peek import Peek
from pipelines.read.whatsapp_header import find_header
from pipelines.read.whatsapp_words import clean
from warehouse.config.errors import HiloError


def identify_source(peek: Peek, sources: dict[str, Mapping]) -> Mapping:
    """The one mapping that claims the file; one that extends another goes before it.

    Raises HiloError when none or several claim it, naming them and what the file has.
    """
    claimants = [mapping for mapping in sources.values() if is_claimed(peek, mapping.file)]
    extended = {mapping.extends for mapping in claimants}
    claimants = [mapping for mapping in claimants if mapping.name not in extended]
    if len(claimants) == 1:
        return claimants[0]
    if claimants:
        names = " and ".join(mapping.name for mapping in claimants)
        raise HiloError(
            f"{peek.path}: {names} both claim this file; say which with --mapping FILE or file.name in a mapping"
        )
    raise HiloError(
        f"{peek.path}: no source recognises this file; it has {describe_columns(peek)}; "
        f"see `python -m pipelines sources`, or write a mapping and give it with --mapping FILE"
    )


def require_claim(peek: Peek, mapping: Mapping) -> Mapping:
    """The mapping the user named. Raises HiloError that names what it needs and the file lacks."""
    if not is_claimed(peek, mapping.file):
        missing = [c for c in mapping.file.required if c not in labels_of(peek, mapping.file)]
        lacks = f"lacks {', '.join(missing)}" if missing else f"is not what [file] of {mapping.name} describes"
        raise HiloError(f"{peek.path}: the file {lacks}; it has {describe_columns(peek)}")
    return mapping


def is_claimed(peek: Peek, file: File) -> bool:
    """Whether the file is of this layout."""
    kinds = {"csv": "text", "whatsapp": "text"}
    if kinds.get(file.format, file.format) != peek.kind:
        return False
    if file.name and not fnmatch.fnmatch(bare_name(peek.path).lower(), file.name.lower()):
        return False
    if file.content and not any(find_matches(file.content, (first_line(peek),))):
        return False
    if file.format == "whatsapp":
        return find_header(clean(first_line(peek))) is not None
    labels = labels_of(peek, file)
    if not (file.required or file.content or file.name):
        return False
    return labels.issuperset(file.required) and labels.isdisjoint(file.absent)


def labels_of(peek: Peek, file: File) -> set[str]:
    """The file's columns in our words; for JSON, the paths of its records."""
    if peek.kind == "json":
        candidates = (
            peek.json_paths.get(file.records or "", peek.json_paths[""]) if file.records else peek.json_paths[""]
        )
        return set(candidates) | (
            peek.json_paths[""] if file.records and file.records not in peek.json_paths else set()
        )
    if peek.kind == "xlsx":
        return set(
            rename_labels(next(iter(peek.sheets.values())) if not file.sheet else peek.sheets.get(file.sheet, []), file)
        )
    if peek.kind == "parquet":
        return set(rename_labels(peek.columns, file))
    if file.format == "whatsapp" or file.header_rows == 0:
        return set(file.columns)
    return set(rename_labels(peek.header(file.delimiter, file.quote), file))


def describe_columns(peek: Peek) -> str:
    """The file's columns for an error message, cut after a dozen."""
    if peek.kind == "json":
        names = sorted(path for path in peek.json_paths[""] if "." not in path)
    elif peek.kind == "xlsx":
        names = [c for columns in peek.sheets.values() for c in columns]
    else:
        names = peek.columns or peek.header(None, '"')
    shown = ", ".join(repr(name[:40]) for name in names[:12]) + (" …" if len(names) > 12 else "")
    return f"the columns {shown}" if len(names) > 1 else f"the first line {first_line(peek)[:80]!r}"


def first_line(peek: Peek) -> str:
    return next((line.rstrip("\r\n") for line in peek.head if line.strip()), "")


def bare_name(path: Path) -> str:
    """The file's name without a compression suffix."""
    return path.name.removesuffix(".gz").removesuffix(".zst")
