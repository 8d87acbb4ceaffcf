"""The careful reader of delimited text: what a torn quote costs in rows, and in work."""

import io
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.read import delimited
from pipelines.read.delimited import split_record, whole_records
from warehouse.store.lines import numbered_lines

LONG = 8_000_000


def joined_state(text: str) -> str:
    """What several joined lines are, read character by character: the rule in its plainest form."""
    inside, at_start, at = False, True, 0
    while at < len(text):
        char = text[at]
        if inside and char == '"':
            after = text[at + 1 : at + 2]
            if after == '"':
                at += 1
            elif after not in ("", ",", "\r", "\n"):
                return "torn"
            else:
                inside = False
        elif not inside and char == '"' and at_start:
            inside = True
        at_start = not inside and char in ",\n\r"
        at += 1
    return "open" if inside else "closed"


def plain_records(lines: list[tuple[int, str]], most: int) -> tuple[list[tuple[int, str]], list[int]]:
    """Records and bad lines, by trying every length of every record anew."""
    records, bad, pending = [], [], deque(lines)
    while pending:
        used: list[tuple[int, str]] = []
        state = "open"
        while state == "open" and len(used) < most and pending:
            used.append(pending.popleft())
            state = joined_state("".join(line for _, line in used))
        if state == "open" or (state == "torn" and len(used) > 1):
            bad.append(used[0][0])
            pending.extendleft(reversed(used[1:]))
        else:
            records.append((used[0][0], "".join(line for _, line in used)))
    return records, bad


@settings(max_examples=300, deadline=None)
@given(st.text('"",,ab', max_size=60).map(list), st.data())
def test_records_are_those_of_the_plain_rule(marks, data):
    for place in sorted(data.draw(st.lists(st.integers(0, max(len(marks), 1)), max_size=12)), reverse=True):
        marks.insert(place, "\n")
    lines = list(numbered_lines(io.StringIO("".join(marks), newline=""), LONG))
    for most in (2, 3, 500):
        bad: list[delimited.BadRow] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delimited, "MAX_LINES_OF_A_ROW", most)
            records = list(whole_records(lines, '"', ",", LONG, bad))
        assert (records, [one.line for one in bad]) == plain_records(lines, most)


@pytest.mark.parametrize("line", ['b","c\n', '"\n', "a\n", '"a""\n', '"","\n', '"a\n' + "b\n" * 9])
def test_the_work_grows_with_the_file_however_its_quotes_are_torn(monkeypatch, line):
    looked_at = 0
    whole = delimited.quote_state

    def count(text, *others, **named):
        nonlocal looked_at
        looked_at += len(text)
        return whole(text, *others, **named)

    monkeypatch.setattr(delimited, "quote_state", count)
    text = line * (20_000 // len(line))
    list(whole_records(numbered_lines(io.StringIO(text, newline=""), LONG), '"', ",", LONG, []))
    assert looked_at <= 2 * len(text)


def test_a_line_beyond_the_bound_is_kept_aside_and_never_held():
    bad: list[delimited.BadRow] = []
    text = io.StringIO("a,b\n" + "x" * 5_000_000 + '\n1,"c\n' + "y" * 500 + '\n2,d\n3,"e\nf"\n', newline="")
    records = list(whole_records(numbered_lines(text, 100), '"', ",", 100, bad))
    assert records == [(1, "a,b\n"), (5, "2,d\n"), (6, '3,"e\nf"\n')]
    assert [(one.line, one.reason) for one in bad] == [
        (2, "a line of more than 100 characters"),
        (3, "a quote is opened and never closed"),
        (4, "a line of more than 100 characters"),
    ]
    assert max(len(one.raw) for one in bad) <= 101


@settings(max_examples=200, deadline=None)
@given(st.text("ab\r\n\x0b\x0c\x1c\x85\u2028", max_size=40), st.integers(1, 5), st.integers(1, 9))
def test_lines_end_where_python_ends_them_and_nowhere_else(text, block, limit):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.store.lines.BLOCK", block)
        found = list(numbered_lines(io.StringIO(text, newline=""), limit))
    assert found == [(n, line[: limit + 1]) for n, line in enumerate(io.StringIO(text, newline=""), start=1)]


def test_separators_of_other_kinds_do_not_end_a_row():
    assert split_record('a\x0bb,"c\nd",e\u2028f\r\n', ",", '"') == ["a\x0bb", "c\nd", "e\u2028f"]
