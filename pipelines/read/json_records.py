"""JSON in every framing that vendors use: a record a line, one array, pages that hold a list, objects back to back."""

import json
import re
from collections.abc import Iterator

from pipelines.mapping.model import File
from pipelines.quoting import quote_text
from pipelines.read.damage import find_damage, show_damage
from pipelines.read.json_values import explain_value, find_flaw, find_objects, is_line_framed
from pipelines.read.outcome import BadRow
from pipelines.read.peek import Peek
from warehouse.config.errors import HiloError
from warehouse.config.settings import DEFAULT_LIMITS, Limits
from warehouse.sentence import sentence


def read_json_records(peek: Peek, file: File, bad: list[BadRow]) -> Iterator[tuple[str, int]]:
    """Text and line of each record; what is no JSON object goes to `bad`. Raises HiloError for too long a document."""
    assert peek.text is not None
    if is_line_framed(peek.head, file.records):
        records = read_lines(peek, bad)
    else:
        text = peek.whole_text()
        lines = LineCounter(text)
        records = (
            (text[start:end], lines.at(start))
            for start, end in find_values(text, file.records, bad, lines, peek.limits)
        )
    if peek.text.is_even:
        yield from records
        return
    for record, line in records:
        if damage := find_damage(record, line, peek.text.encoding):
            bad.append(BadRow(line, damage, show_damage(record)))
        else:
            yield record, line


def read_lines(peek: Peek, bad: list[BadRow]) -> Iterator[tuple[str, int]]:
    """Text and number of each line that is a record."""
    assert peek.text is not None
    longest = peek.limits.record_length
    for number, line in peek.text.numbered_lines(longest):
        stripped = line.strip()
        if not stripped:
            continue
        if len(line) > longest:
            bad.append(
                BadRow(number, sentence("a line of more than {most:,} characters", most=longest), show_damage(line))
            )
            continue
        try:
            flaw = find_flaw(stripped, json.loads(stripped), peek.limits)
        except json.JSONDecodeError:
            flaw = "not readable as a JSON object"
        except (ValueError, RecursionError) as error:
            flaw = explain_value(error, peek.limits)
        if flaw is None:
            yield stripped, number
        else:
            bad.append(BadRow(number, flaw, show_damage(line).rstrip("\r\n")))


def find_values(
    text: str, records: str | None, bad: list[BadRow], lines: "LineCounter", limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[int, int]]:
    """Start and end of each record in the text."""
    found = None
    for found in find_objects(text, records, limits):
        if found.flaw is None:
            yield found.start, found.end
        else:
            bad.append(BadRow(lines.at(found.start), found.flaw, show_damage(text[found.start : found.end]).rstrip()))
    is_whole = not text.lstrip().startswith("[") or text.rstrip().endswith("]")
    if not is_whole and (found is None or found.flaw is None):
        bad.append(BadRow(lines.at(len(text)), sentence("the list is not closed: the end of the file is missing"), ""))


class LineCounter:
    """Line numbers of ever later positions, each part of the text counted once."""

    def __init__(self, text: str) -> None:
        self.text, self.position, self.line = text, 0, 1

    def at(self, position: int) -> int:
        if position < self.position:
            self.position, self.line = 0, 1
        self.line += self.text.count("\n", self.position, position)
        self.position = position
        return self.line


def json_column(path: str, explode: str | None, taken: dict[str, list[str]]) -> str:
    """SQL for the text at a path: "a.b", "list[0].c", "event_params{key}", or "list[].c" for the exploded element.

    A plain path is noted in `taken`, under the text that it is taken from (_json, _item): see taken_texts.
    """
    source = "_json"
    if explode and path.startswith(f"{explode}[]"):
        source, path = "_item", path[len(explode) + 2 :].lstrip(".")
        if not path:
            return "_item"
    if found := re.fullmatch(r"(.+)\{(.+)\}", path):
        array, key = found.groups()
        holders = f"CAST(json_extract({source}, {quote_text(to_json_path(array) + '[*]')}) AS VARCHAR[])"
        value = f"list_filter({holders}, lambda e: json_extract_string(e, '$.key') = {quote_text(key)})[1]"
        kinds = ("string_value", "int_value", "double_value", "float_value")
        return f"coalesce({', '.join(f'''json_extract_string({value}, '$.value.{kind}')''' for kind in kinds)})"
    paths = taken.setdefault(source, [])
    if (written := to_json_path(path)) not in paths:
        paths.append(written)
    return f"nullif({source}_texts[{paths.index(written) + 1}], 'null')"


def taken_texts(taken: dict[str, list[str]]) -> str:
    """SQL of the columns that hold the texts at all paths, for a SELECT before the one of the cells. A function for each path
    would read the whole record as often as it has paths."""
    return "".join(
        f", json_extract_string({source}, [{', '.join(map(quote_text, paths))}]) AS {source}_texts"
        for source, paths in taken.items()
    )


def to_json_path(path: str) -> str:
    """ "a.b[0]" as JSON path with every key quoted. Raises HiloError for a key that no path can write."""
    if '"' in path:
        raise HiloError("{path!r} is no path of a JSON record; keys with quotation marks cannot be read", path=path)
    parts = re.findall(r"[^.\[\]]+|\[\d+\]", path)
    return "$" + "".join(part if part.startswith("[") else f'."{part}"' for part in parts)
