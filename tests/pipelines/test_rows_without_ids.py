"""Answers without an id are the same answers when the export's layout changes; where they are not, the load says so."""

from collections.abc import Callable
from pathlib import Path

from metrics.rollups import build_rollups
from pipelines.load import Outcome, load_exports
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine

FORM = {"score": "How satisfied are you?", "scale": "1-5", "metric": "csat", "comment": "Comment"}
MARCH = """\
"Timestamp","How satisfied are you?","Comment"
"2024/03/14 9:15:07 AM GMT-3","5","good"
"2024/03/14 9:15:07 AM GMT-3","5","good"
"2024/03/15 9:15:07 PM GMT-3","2","bad"
"""
APRIL = """\
"Timestamp","Branch","How satisfied are you?","Comment"
"2024/03/14 9:15:07 AM GMT-3","","5","good"
"2024/03/14 9:15:07 AM GMT-3","","5","good"
"2024/03/15 9:15:07 PM GMT-3","","2","bad"
"2024/04/16 9:15:07 PM GMT-3","North","4","ok"
"""
# The linked Sheet, in Spanish and in the zone of its owner.
SHEET = """\
Marca temporal,¿Cuán satisfecho estás?,Comment
14/03/2024 9:15:07,5,good
14/03/2024 9:15:07,5,good
15/03/2024 21:15:07,2,bad
"""
LOG = """\
name = "visits"
[file]
format = "csv"
required = ["day", "score"]
[[record]]
table = "responses"
[record.columns]
record_id = { content = true }
answered_at = "day"
channel = { value = "store" }
metric = { value = "csat" }
scale = { value = "1-5" }
score = "score"
"""


def load_form(path: Path, **options: str) -> Outcome:
    return load_exports([path], load_settings(), build_rollups, options=FORM | options)


def scores() -> list[float]:
    return open_engine().query("SELECT score FROM responses ORDER BY answered_at, score")["score"].to_list()


def test_a_new_question_or_another_layout_brings_only_the_new_answers(home: Path, give: Callable[..., Path]) -> None:
    load_form(give("march/answers.csv", MARCH))
    assert scores() == [5, 5, 2]
    assert load_form(give("april/answers.csv", APRIL)).warnings == []
    assert scores() == [5, 5, 2, 4]
    load_form(
        give("sheet/answers.csv", SHEET), score="¿Cuán satisfecho estás?", timezone="America/Argentina/Buenos_Aires"
    )
    assert scores() == [5, 5, 2, 4]


def test_a_load_that_doubles_the_stored_rows_says_so(load: Callable[..., Outcome], give: Callable[..., Path]) -> None:
    load(give("a.csv", "day,score\n2026-08-01,5\n2026-08-02,4\n2026-08-03,4\n"), mapping=LOG)
    outcome = load(
        give("b.csv", "day,score,shop\n2026-08-01,5,\n2026-08-02,4,\n2026-08-03,4,\n2026-08-04,1,North\n"), mapping=LOG
    )
    assert [warning for warning in outcome.warnings if "count twice" in warning] == [
        "b.csv: 3 of 4 responses say what stored ones under other ids say, and count twice now: their rows have another column,"
        " label or layout; roll back, and give an id of cells that stay (made_of, content = [columns])"
    ]
    assert load(give("c.csv", "day,score\n2026-08-05,5\n2026-08-06,4\n"), mapping=LOG).warnings == []
