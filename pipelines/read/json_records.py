"""JSON in every framing that vendors use: a record a line, one array, pages that hold a list, objects back to back."""

import json
import re
from collections.abc import Iterator

from pipelines.mapping import File
from pipelines.quoting import quote_text
from pipelines.read.outcome import BadRow
from pipelines.read.peek import Peek
from warehouse.errors import HiloError


def read_json_records(peek: Peek, file: File, bad: list[BadRow]) -> Iterator[tuple[str, int]]:
    """Text and line of each record; what is no JSON object goes to `bad`."""
    assert peek.text is not None
    if is_line_framed(peek.head, file.records):
        yield from read_lines(peek, bad)
        return
    text = peek.text.path.read_text(encoding="utf-8-sig")
    lines = LineCounter(text)
    for start, end in find_values(text, file.records, bad, lines):
        yield text[start:end], lines.at(start)


def is_line_framed(head: list[str], records: str | None) -> bool:
    """Whether the records stand a line each: the first line is a whole object, no page of records, and the next begins
    another one. Broken lines further down do not change what the file is."""
    whole = [line.strip() for line in head if line.strip()][:2]
    try:
        first = json.loads(whole[0])
    except (json.JSONDecodeError, IndexError):
        return False
    is_page = isinstance(first, dict) and records is not None and isinstance(first.get(records), list)
    return isinstance(first, dict) and not is_page and all(line.startswith("{") for line in whole)


def read_lines(peek: Peek, bad: list[BadRow]) -> Iterator[tuple[str, int]]:
    assert peek.text is not None
    with peek.text.path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            stripped = line.strip()
            if not stripped:
                continue
            try:
                is_object = isinstance(json.loads(stripped), dict)
            except (json.JSONDecodeError, RecursionError):
                is_object = False
            if is_object:
                yield stripped, number
            else:
                bad.append(BadRow(number, "not readable as a JSON object", line.rstrip("\r\n")))


def find_values(text: str, records: str | None, bad: list[BadRow], lines: "LineCounter") -> Iterator[tuple[int, int]]:
    """Start and end of each record in the text."""
    decoder, at = json.JSONDecoder(), 0
    while (at := skip_separators(text, at)) < len(text):
        try:
            value, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            position = getattr(error, "pos", at)
            bad.append(
                BadRow(lines.at(position), "not readable as JSON from here to the next record", text[at : at + 500])
            )
            at = find_next_object(text, max(position, at + 1))
            continue
        if isinstance(value, dict) and records and isinstance(value.get(records), list):
            opening = re.compile(rf'"{re.escape(records)}"\s*:\s*\[').search(text, at, end)
            if opening:
                yield from find_items(text, opening.end(), decoder, len(value[records]))
        elif isinstance(value, dict):
            yield at, end
        else:
            bad.append(BadRow(lines.at(at), "not a JSON object", text[at : min(end, at + 500)]))
        at = end


def find_items(text: str, at: int, decoder: json.JSONDecoder, count: int) -> Iterator[tuple[int, int]]:
    for _ in range(count):
        at = skip_separators(text, at)
        _, end = decoder.raw_decode(text, at)
        yield at, end
        at = end


def skip_separators(text: str, at: int) -> int:
    """Past white space, commas and the brackets of the outer array."""
    while at < len(text) and text[at] in " \t\r\n,[]\x1e":
        at += 1
    return at


def find_next_object(text: str, at: int) -> int:
    """Where the next line begins with an object; the end of the text when none does."""
    found = re.compile(r"[\r\n]\s*(?=\{)").search(text, at)
    return found.end() if found else len(text)


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


def json_column(path: str, explode: str | None) -> str:
    """SQL for the text at a path: "a.b", "list[0].c", "event_params{key}", or "list[].c" for the exploded element."""
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
    return f"nullif(json_extract_string({source}, {quote_text(to_json_path(path))}), 'null')"


def to_json_path(path: str) -> str:
    """ "a.b[0]" as JSON path with every key quoted. Raises HiloError for a key that no path can write."""
    if '"' in path:
        raise HiloError(f"{path!r} is no path of a JSON record; keys with quotation marks cannot be read")
    parts = re.findall(r"[^.\[\]]+|\[\d+\]", path)
    return "$" + "".join(part if part.startswith("[") else f'."{part}"' for part in parts)
