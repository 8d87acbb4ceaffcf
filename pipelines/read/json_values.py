"""JSON values in a text that may be damaged anywhere: decoded one at a time, and found again behind what is broken."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from warehouse.config.settings import Limits
from warehouse.sentence import sentence

DECODER = json.JSONDecoder()
SPACE = " \t\r\n"
BETWEEN = (
    SPACE + ",[]}\x1e"
)  # what stands between records: commas, the brackets of the outer array, marks of a sequence
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|["{}\[\]]', re.DOTALL)
# A text that is never closed, or that ends where the next record begins: {"
TORN = re.compile(r'^"$|[\[,}\]]\s*\{\s*"$')
PAIRS = {"{": "}", "[": "]"}
BEGINNING = re.compile(r'\{\s*("(?:[^"\\]++|\\.)*+")\s*:')
OBJECT_ON_A_LINE = re.compile(r"[\r\n]\s*(?=\{)")
ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
HALF = re.compile("[\ud800-\udfff]")
LIST_OF_OBJECTS = re.compile(r'"([^"\\]*+)"\s*:\s*\[\s*\{')
NEAR = 100_000  # characters in which a torn record is looked at for its end
NOT_READABLE = sentence("not readable as JSON from here to the next record")


@dataclass(frozen=True)
class Found:
    """A value's place in the text; `flaw` says why it is no record, None when it is one."""

    start: int
    end: int
    value: Any = None
    flaw: str | None = None


def find_objects(text: str, records: str | None, limits: Limits) -> Iterator[Found]:
    """Every record of the text, and everything that should have been one: values one after the other, in one array, or
    in the lists that pages hold under the key `records`."""
    decode, repair, at, is_in_list = Decoder(text), Repair(text), 0, False
    while (at := skip(text, at, SPACE + "," if is_in_list else BETWEEN)) < len(text):
        try:
            if is_in_list and text[at] == "]":
                at, is_in_list = next_list(text, at + 1, records, decode)
                continue
            if not is_in_list and records and text[at] == "{":
                after, is_in_list = next_list(text, at + 1, records, decode)
                if is_in_list:
                    at = after
                    continue
            value, end = decode(at)
        except (ValueError, RecursionError) as error:
            end = repair.end_of(at, error)
            yield Found(at, end, flaw=explain_value(error, limits))
        else:
            yield Found(at, end, value, find_flaw(text[at:end], value, limits))
        at = end


class Decoder:
    """Decodes the value at a place of the text.

    An error of Python's own decoder counts the lines before it. So that these are not counted anew for every broken
    record, it is given the text from a place on that moves forward.
    """

    def __init__(self, text: str) -> None:
        self.text, self.rest, self.start = text, text, 0

    def __call__(self, at: int) -> tuple[Any, int]:
        """The value and its end. Raises ValueError or RecursionError."""
        try:
            value, end = DECODER.raw_decode(self.rest, at - self.start)
        except json.JSONDecodeError as error:
            error.pos += self.start
            if at - self.start > len(self.text) // 100:
                self.rest, self.start = self.text[at:], at
            raise
        return value, end + self.start


def next_list(text: str, at: int, records: str | None, decode: Decoder) -> tuple[int, bool]:
    """From inside an object on: the place behind the bracket that opens the next list under the key, and True; or the
    end of the object, and False. Raises ValueError where it is no JSON."""
    while True:
        at = skip(text, at, SPACE + ",")
        if text[at : at + 1] == "}":
            return at + 1, False
        key, at = decode(at)
        at = skip(text, at, SPACE)
        if not isinstance(key, str) or text[at : at + 1] != ":":
            raise json.JSONDecodeError("no key", "", at)
        at = skip(text, at + 1, SPACE)
        if key == records and text[at : at + 1] == "[":
            return at + 1, True
        _, at = decode(at)


def find_flaw(text: str, value: Any, limits: Limits) -> str | None:
    """Why a value that could be decoded is no record; None when it is one."""
    if not isinstance(value, dict):
        return sentence("not a JSON object")
    if len(text) > limits.record_length:
        return sentence("a record of more than {most:,} characters", most=limits.record_length)
    if text.count("{") + text.count("[") > limits.nesting and depth_of(value) > limits.nesting:
        return too_deep(limits)
    if "\\u" in text:
        if ESCAPED_NUL.search(text):
            return sentence("a NUL character: \\u0000")
        if ESCAPED_HALF.search(text) and (half := HALF.search(json.dumps(value, ensure_ascii=False))):
            return sentence("half a character: \\u{code:04x}", code=ord(half[0]))
    return None


def explain_value(error: Exception, limits: Limits) -> str:
    """The reason for a value that could not be decoded."""
    if isinstance(error, RecursionError):
        return too_deep(limits)
    if isinstance(error, json.JSONDecodeError):
        return NOT_READABLE
    return sentence("a number of more than 4,300 digits")


def too_deep(limits: Limits) -> str:
    return sentence("lists and objects are nested more than {most:,} deep", most=limits.nesting)


def depth_of(value: Any) -> int:
    """How many lists and objects stand in one another."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


class Repair:
    """Finds where to go on behind a value that could not be decoded.

    The work is bounded, so that a text that is broken everywhere does not cost the square of its length: when the
    allowance is used up, it goes on at the next line that begins with an object.
    """

    def __init__(self, text: str) -> None:
        self.text, self.allowance = text, 10 * len(text) + 10_000_000

    def end_of(self, at: int, error: Exception) -> int:
        """The end of the broken value that begins here.

        Where its brackets close and a next record or nothing follows, it ends there: a number or a letter was wrong.
        A torn one ends where the next record begins as it did, with the same first key.
        """
        is_torn = isinstance(error, json.JSONDecodeError)
        place = getattr(error, "pos", at)
        self.allowance -= place - at
        begun = BEGINNING.match(self.text, at)
        opening = rf"\{{\s*{re.escape(begun[1])}\s*:" if begun else r"\{"
        if self.allowance > 0:
            end = self.end_of_brackets(at, at + NEAR if is_torn else len(self.text))
            if end and (not is_torn or self.is_end_of_record(end, opening)):
                return end
            if begun and (end := self.find_opening(at + 1, opening)):
                return end
        next_line = OBJECT_ON_A_LINE.search(self.text, max(place, at + 1))
        return next_line.end() if next_line else len(self.text)

    def find_opening(self, at: int, opening: str) -> int | None:
        """Where the next object begins so; one that is the value of a key is none."""
        found = re.compile(rf"[^:\s]\s*(?={opening})").search(self.text, at)
        end = found.end() if found else None
        self.allowance -= (end or len(self.text)) - at
        return end

    def end_of_brackets(self, at: int, limit: int) -> int | None:
        """Where the brackets that open here are closed; None when they are not, up to the limit, or a quote is torn."""
        closing: list[str] = []
        end = None
        for found in TOKEN.finditer(self.text, at, limit):
            token = found[0]
            if token in PAIRS:
                closing.append(PAIRS[token])
            elif token[0] == '"':
                if TORN.search(token[-40:]):
                    break
            elif not closing or closing.pop() != token:
                break
            if not closing:
                end = found.end()
                break
        self.allowance -= (end or min(limit, len(self.text))) - at
        return end

    def is_end_of_record(self, end: int, opening: str) -> bool:
        after = skip(self.text, end, SPACE + ",")
        return self.text[after : after + 1] in ("", "]") or re.compile(opening).match(self.text, after) is not None


def skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def is_line_framed(head: list[str], records: str | None) -> bool:
    """Whether the records stand a line each: at least half of the first lines are a whole object and no page of records.

    Broken lines among them do not change what the file is.
    """
    lines = [stripped for line in head[:40] if (stripped := line.strip())][:20]
    whole = 0
    for line in lines:
        value = read_value(line)
        is_page = isinstance(value, dict) and records is not None and isinstance(value.get(records), list)
        whole += isinstance(value, dict) and not is_page
    return 0 < len(lines) <= 2 * whole


def read_value(text: str) -> Any:
    """The value; None when the text is not one that can be decoded."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def sample_objects(head: list[str], most: int, limits: Limits) -> list[dict[str, Any]]:
    """The first objects of a text: lines, back to back or in one array. Broken ones are left out; of an object that is
    longer than the head, such as a page of records, the records that it holds in a list are found."""
    if is_line_framed(head, None):
        values = [value for line in head[: 2 * most] if isinstance(value := read_value(line), dict)]
        if shallow := [value for value in values if depth_of(value) <= limits.nesting][:most]:
            return shallow
    text = "".join(head).lstrip("\ufeff")
    found = list(islice(find_objects(text, None, limits), 2 * most))
    if text.lstrip()[:1] == "{" and found and found[0].flaw:
        for key in islice(dict.fromkeys(LIST_OF_OBJECTS.findall(text)), 20):
            inner = [one.value for one in islice(find_objects(text, key, limits), most) if one.flaw is None]
            if inner:
                return [{key: inner}]
    return [one.value for one in found if one.flaw is None][:most]


def collect_paths(value: Any, prefix: str, paths: set[str]) -> None:
    """Every path of the value as a mapping writes it; elements of a list of objects as "list[].field"."""
    if isinstance(value, dict):
        for key, inner in value.items():
            paths.add(f"{prefix}{key}")
            collect_paths(inner, f"{prefix}{key}.", paths)
            if isinstance(inner, list):
                for item in inner[:3]:
                    collect_paths(item, f"{prefix}{key}[].", paths)
