"""Rows without their last empty cells are rows; torn ones are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read.short_rows import Record, Shape, tell_short
from tests.pipelines.conftest import SCORES
from warehouse.store.engine import open_engine

HEAD = "id,day,score,text,team\n"


def stored() -> list[tuple]:
    return open_engine().query("SELECT record_id, score, comment, team FROM responses ORDER BY source_line").rows()


def test_last_cells_that_are_left_out_are_empty(load, give):
    mapping = SCORES + 'team = "team"\n'
    text = (
        HEAD
        + '1,2026-08-01,5,good,north\n2,2026-08-01,4\n3,2026-08-01,3,"so, so"\n4,2026-08-01,2,"a\nb"\n5,2026-08-01,1\n'
    )
    (account,) = (account for _, account in load(give("a.csv", text), mapping=mapping).accounts.values())
    assert (account.rows_read, account.rows_loaded) == (5, 5)
    assert stored() == [
        ("scores:1", 5.0, "good", "north"), ("scores:2", 4.0, None, None), ("scores:3", 3.0, "so, so", None),
        ("scores:4", 2.0, "a\nb", None), ("scores:5", 1.0, None, None),
    ]  # fmt: skip


# A torn row, and which of its lines are kept aside.
TORN = {
    "a line end within a cell": ("2,2026-08-01,4,half\nof a text,north\n", [3, 4]),
    "a line end for a delimiter": ("2,2026-08-01,4\nhalf,north\n", [3, 4]),
    "another delimiter": ("2,2026-08-01,4;half,north\n", [3]),
    "other delimiters": ("2;2026-08-01;4;half;north\n", [3]),
    "a tab for a comma": ("2,2026-08-01,4\thalf,north\n", [3]),
    "a quote within a cell": ('2,2026-08-01,4,ha"lf\n', [3]),
    "a quote that closes too early": ('2,2026-08-01,4,"ha"lf\n', [3]),
    "a quote that is never closed": ('2,2026-08-01,4,"half\n', [3]),
    "no id": (",2026-08-01,4\n", [3]),
    "no day": ("2\n", [3]),
}


@pytest.mark.parametrize("kind", TORN)
def test_a_torn_row_is_kept_aside_and_its_neighbours_are_not(load, give, kind):
    torn, lines = TORN[kind]
    load(give("a.csv", HEAD + "1,2026-08-01,5\n" + torn + "3,2026-08-01,3\n"), mapping=SCORES + 'team = "team"\n')
    assert stored() == [("scores:1", 5.0, None, None), ("scores:3", 3.0, None, None)]
    rejected = open_engine().query("SELECT source_line FROM rejected_rows ORDER BY 1").to_series().to_list()
    assert rejected == lines


CELLS = st.text(alphabet="abc 12.é-", min_size=0, max_size=5)


@given(
    st.lists(st.tuples(st.integers(0, 99), st.lists(CELLS, min_size=4, max_size=4)), max_size=20),
    st.sampled_from(",;\t|"),
)
def test_no_row_is_lost_or_changed_by_what_is_left_out(rows, delimiter):
    whole = [[str(number), "day", *rest] for number, rest in rows]
    cut = []
    for cells in whole:
        kept = list(cells)
        while len(kept) > 2 and not kept[-1]:
            kept.pop()
        cut.append(kept)
    records = [Record(line, delimiter.join(cells), cells) for line, cells in enumerate(cut, start=2)]
    told = list(tell_short(records, Shape(6, delimiter, '"', frozenset({0, 1}))))
    assert [(record.line, record.cells, is_row) for record, is_row in told] == [
        (line, cells, True) for line, cells in enumerate(whole, start=2)
    ]
