"""Which source a file came from: exactly one mapping may claim it, by its columns, first line or name."""

import fnmatch
from pathlib import Path

from pipelines.mapping.model import File, Mapping
from pipelines.mapping.pattern import find_matches
from pipelines.read.labels import fold_label, rename_labels
from pipelines.read.peek import SEP_LINE, Peek
from pipelines.read.rows import TABLES
from pipelines.read.table_head import Head, find_head
from pipelines.read.whatsapp_header import find_header
from pipelines.read.whatsapp_words import clean
from pipelines.unsettled import SeveralSources, UnknownSource
from warehouse.config.errors import HiloError
from warehouse.sentence import sentence

# The kinds of files that each format may come as; the others come as what they are called.
KINDS = {"whatsapp": ("text",), "fixed": ("text",)} | dict.fromkeys(TABLES, ("text", "xlsx"))
OWN_FORMATS = {"text": ("csv", "fixed", "whatsapp")} | {kind: (kind,) for kind in ("xlsx", "json", "parquet", "xes")}
NO_LAYOUT = File(format="csv")


def identify_source(peek: Peek, sources: dict[str, Mapping]) -> Mapping:
    """The one mapping that claims the file; one that extends another goes before it.

    Raises UnknownSource when none and SeveralSources when several claim it, naming them and what the file has.
    """
    claimants = [mapping for mapping in sources.values() if is_claimed(peek, mapping.file)]
    extended = {mapping.extends for mapping in claimants}
    claimants = [mapping for mapping in claimants if mapping.name not in extended]
    # One mapping for the workbook and one for the text of the same table: each has its own kind.
    claimants = [mapping for mapping in claimants if mapping.file.format in OWN_FORMATS[peek.kind]] or claimants
    if len(claimants) == 1:
        return claimants[0]
    if claimants:
        names = [mapping.name for mapping in claimants]
        raise SeveralSources(
            sentence(
                "{path}: {names} both claim this file; say which with --mapping FILE or file.name in a mapping",
                path=peek.path,
                names=" and ".join(names),
            ),
            names,
        )
    raise UnknownSource(
        "{path}: no source recognises this file; it has {has}; {nearest}see `python -m pipelines sources`, or write a mapping and give it with --mapping FILE",
        path=peek.path,
        has=describe_columns(peek),
        nearest=describe_nearest(peek, sources),
    )


def require_claim(peek: Peek, mapping: Mapping) -> Mapping:
    """The mapping the user named. Raises HiloError that names what it needs and the file lacks."""
    if not is_claimed(peek, mapping.file):
        missing = missing_labels(peek, mapping.file)
        lacks = (
            sentence("lacks {labels}", labels=", ".join(missing))
            if missing
            else sentence("is not what [file] of {source} describes", source=mapping.name)
        )
        raise HiloError(
            "{path}: the file {lacks}; it has {has}", path=peek.path, lacks=lacks, has=describe_columns(peek)
        )
    return mapping


def is_claimed(peek: Peek, file: File) -> bool:
    """Whether the file is of this layout."""
    if peek.kind not in KINDS.get(file.format, (file.format,)):
        return False
    if file.name and not fnmatch.fnmatch(bare_name(peek.path).lower(), file.name.lower()):
        return False
    if file.content and not any(find_matches(file.content, (first_line(peek),))):
        return False
    if file.format == "whatsapp":
        return find_header(clean(first_line(peek))) is not None
    if not (file.required or file.content or file.name or file.first_column):
        return False
    if peek.kind == "json":
        paths = json_paths_of(peek, file)
        return paths.issuperset(file.required) and paths.isdisjoint(file.absent)
    return any(head.fits(file) for head in heads_of(peek, file))


def json_paths_of(peek: Peek, file: File) -> set[str]:
    """The paths of a JSON file's records."""
    candidates = peek.json_paths.get(file.records or "", peek.json_paths[""]) if file.records else peek.json_paths[""]
    return set(candidates) | (peek.json_paths[""] if file.records and file.records not in peek.json_paths else set())


def heads_of(peek: Peek, file: File) -> list[Head]:
    """Where the tables of the file may begin, with their labels in our words: one, and one a sheet."""
    if file.format == "fixed":
        return [Head(0, list(file.places), rename_labels(list(file.places), file))]
    if peek.kind in ("parquet", "xes"):
        return [Head(1, peek.columns, rename_labels(peek.columns, file))]
    if peek.kind == "xlsx":
        sheets = [peek.sheets.get(file.sheet, [])] if file.sheet else list(peek.sheets.values())
        return [find_head(rows, file) for rows in sheets]
    return [find_head(peek.first_rows(file.delimiter, file.quote), file)]


def missing_labels(peek: Peek, file: File) -> list[str]:
    """The required labels that the file lacks, at the place where the fewest are missing."""
    if peek.kind not in KINDS.get(file.format, (file.format,)):
        return list(file.required)
    if peek.kind == "json":
        return [path for path in file.required if path not in json_paths_of(peek, file)]
    lists = [
        [label for label in file.required if fold_label(label) not in set(map(fold_label, head.ours))]
        for head in heads_of(peek, file)
    ]
    return min(lists, key=len, default=list(file.required))


def describe_nearest(peek: Peek, sources: dict[str, Mapping]) -> str:
    """The source of whose required labels the file has the most, and those that it lacks; empty when it has none of any."""
    missing = {
        mapping.name: missing_labels(peek, mapping.file) for mapping in sources.values() if mapping.file.required
    }
    shares = {name: 1 - len(labels) / len(sources[name].file.required) for name, labels in missing.items()}
    nearest = max(shares, key=lambda name: shares[name], default=None)
    if nearest is None or shares[nearest] <= 0:
        return ""
    lacking = ", ".join(map(repr, missing[nearest]))
    if not lacking:
        return sentence("it has the labels of {nearest}, but is not as [file] of it says; ", nearest=nearest)
    return sentence(
        "the nearest source is {nearest}, whose {lacking} it lacks: where it has them under other labels, say so in file.aliases; ",
        nearest=nearest,
        lacking=lacking,
    )


def describe_columns(peek: Peek) -> str:
    """The file's columns for an error message, cut after a dozen."""
    if peek.kind == "json":
        names = sorted(path for path in peek.json_paths[""] if "." not in path)
    elif peek.kind == "xlsx":
        names = [label for head in heads_of(peek, NO_LAYOUT) for label in head.labels if label]
    else:
        names = peek.columns or heads_of(peek, NO_LAYOUT)[0].labels
    shown = ", ".join(repr(name[:40]) for name in names[:12]) + (" …" if len(names) > 12 else "")
    return (
        sentence("the columns {shown}", shown=shown)
        if len(names) > 1
        else sentence("the first line {line!r}", line=first_line(peek)[:80])
    )


def first_line(peek: Peek) -> str:
    return next((line.rstrip("\r\n") for line in peek.head if line.strip() and not SEP_LINE.match(line)), "")


def bare_name(path: Path) -> str:
    """The file's name without a compression suffix."""
    return path.name.removesuffix(".gz").removesuffix(".zst")
