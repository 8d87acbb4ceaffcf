"""Changes to an export: what a torn copy, another program, or somebody who means harm makes of it."""

import csv
import io
import json
from collections.abc import Callable
from random import Random
from typing import Any

# What readers stumble over, in the middle of anything.
SCRAPS = [
    b'"', b'""', b'"' * 99, b"'", b"\\", b"\x00", b"\x00" * 40, b"\r", b"\n", b"\r\n", b"\n\n\n", b"\t", b",", b";", b"|",
    b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xc3\x28", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f",
    b"\xf4\x90\x80\x80", b"\xa0", b"\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\x1a", b"\x1b[2J", b"\x7f",
    b"\\ud800", b"\\u0000", b"\\udc00\\ud800", b'"\\ud83d"', b"[" * 2_000, b"{" * 50, b'{"a":' * 1_500, b"]" * 50, b"}",
    b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-0", b"9" * 5_000, b"0." + b"1" * 400, b"1e-400", b"x" * 140_000,
    b"=1+1", b"$$", b"--", b"/*", b"'; DROP TABLE files; --", b"${HOME}", b"%s%n", b"{}", b"*.csv",
    b"9999-12-31 23:59:59", b"0000-00-00", b"-4713-01-01", b"294247-01-10", b"2026-02-30", b"99999999999999999999",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, "", " ", 0, -1, 5, 2**63, -(2**63) - 1, 10**400, 1e308, 0.1, [], {}, [[]], [{}], {"": ""},
    "9" * 5_000, "x" * 140_000, "\ud800", "\x00", "a\nb\r\nc", "é" * 300, "2026-13-45", "5", ["a", 1, None], {"a": {"b": {"c": []}}},
    "infinity", "nan", "1e400", "294248-01-01", "0001-01-01 00:00:00", "ana@example.com", "+" + "1" * 60, "=cmd|' /C calc'!A0",
]  # fmt: skip

Mutation = Callable[[bytes, Random], bytes]


def place(content: bytes, random: Random) -> int:
    return random.randint(0, len(content))


def span(content: bytes, random: Random) -> tuple[int, int]:
    """A stretch of the content, mostly a short one."""
    start = place(content, random)
    longest = random.choice([1, 4, 30, 300, len(content)])
    return start, min(len(content), start + random.randint(0, longest))


def flip_bit(content: bytes, random: Random) -> bytes:
    if not content:
        return content
    changed = bytearray(content)
    changed[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return bytes(changed)


def flip_bytes(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 20) if content else 0):
        changed[random.randrange(len(content))] = random.randrange(256)
    return bytes(changed)


def delete(content: bytes, random: Random) -> bytes:
    start, end = span(content, random)
    return content[:start] + content[end:]


def duplicate(content: bytes, random: Random) -> bytes:
    start, end = span(content, random)
    return content[:end] + content[start:end] * random.choice([1, 1, 2, 30]) + content[end:]


def insert_scrap(content: bytes, random: Random) -> bytes:
    at = place(content, random)
    return content[:at] + random.choice(SCRAPS) + content[at:]


def insert_noise(content: bytes, random: Random) -> bytes:
    at = place(content, random)
    return content[:at] + random.randbytes(random.choice([1, 2, 8, 200])) + content[at:]


def truncate(content: bytes, random: Random) -> bytes:
    return content[: place(content, random)]


def cut_head(content: bytes, random: Random) -> bytes:
    return content[random.randint(0, min(len(content), 300)) :]


def swap_line_ends(content: bytes, random: Random) -> bytes:
    mark = random.choice([b"\r\n", b"\r", b"\n\r", b"\x0b", b"\x0c", b"\xc2\x85", b"\xe2\x80\xa8", b""])
    lines = content.split(b"\n")
    if random.random() < 0.5:
        return mark.join(lines)
    return b"".join(line + random.choice([mark, b"\n"]) for line in lines)


def shuffle_lines(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def recode(content: bytes, random: Random) -> bytes:
    code = random.choice(
        ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp437", "utf-7", "utf-8-sig"]
    )
    return content.decode("utf-8", "replace").encode(code, "replace")


def change_cells(content: bytes, random: Random) -> bytes:
    """A delimited text whose columns and cells are moved, doubled, renamed or replaced."""
    mark = max(b",;\t|", key=content.count)
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8", "surrogateescape")), delimiter=chr(mark)))
    except csv.Error:
        return insert_scrap(content, random)
    if not rows:
        return content
    for _ in range(random.randint(1, 4)):
        row = random.choice([rows[0], random.choice(rows)])
        if not row:
            continue
        column = random.randrange(len(row))
        change = random.randrange(6)
        if change == 0:
            row[column] = random.choice(row)
        elif change == 1:
            row[column] = random.choice(SCRAPS).decode("latin-1")
        elif change == 2:
            row.insert(column, row[column])
        elif change == 3:
            del row[column]
        elif change == 4:
            row += [""] * random.choice([1, 50, 3_000])
        else:
            for each in rows:
                each[column : column + 1] = each[column : column + 1] * 2
    written = io.StringIO()
    csv.writer(written, delimiter=chr(mark), quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(rows)
    return written.getvalue().encode("utf-8", "surrogateescape")


def change_values(content: bytes, random: Random) -> bytes:
    """A JSON text with one value, key or shape changed; of a text that is no JSON, a line of it."""
    try:
        document = json.loads(content)
        is_lines = False
    except ValueError:
        try:
            document = [json.loads(line) for line in content.splitlines() if line.strip()]
            is_lines = True
        except ValueError:
            return change_cells(content, random)
    for _ in range(random.randint(1, 3)):
        holder = document
        while isinstance(holder, list | dict) and holder:
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key: Any = random.choice(keys)
            if not isinstance(holder[key], list | dict) or not holder[key] or random.random() < 0.3:
                change_value(holder, key, random)
                break
            holder = holder[key]
    written = "\n".join(map(json.dumps, document)) if is_lines else json.dumps(document)
    return written.encode("utf-8", "surrogatepass")


def change_value(holder: Any, key: Any, random: Random) -> None:
    change = random.randrange(5)
    if change == 0:
        holder[key] = [holder[key]]
    elif change == 1:
        holder[key] = {"value": holder[key], "": None}
    elif change == 2 and isinstance(holder, dict):
        holder[random.choice(["", "a.b", "a[]", key + " ", key.upper(), "_line", '"', "$$"])] = holder.pop(key)
    elif change == 3:
        for _ in range(random.choice([3, 400])):
            holder[key] = [holder[key]]
    else:
        holder[key] = random.choice(VALUES)


BYTES: list[Mutation] = [flip_bit, flip_bytes, delete, duplicate, insert_scrap, insert_noise, truncate, cut_head]
TEXTS: list[Mutation] = [
    *BYTES,
    insert_scrap,
    insert_scrap,
    swap_line_ends,
    shuffle_lines,
    recode,
    change_cells,
    change_values,
]


def mutate(content: bytes, random: Random, is_text: bool) -> bytes:
    """The content after one to four changes, mostly one."""
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        content = random.choice(TEXTS if is_text else BYTES)(content, random)
    return content
