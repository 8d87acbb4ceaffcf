"""Comments beside a number: the most telling first, emotions counted, and both agree with the metrics."""

from datetime import date

import pytest

from metrics.analyses.voice import SHOWN, comments_in, count_comments_in, emotions_by
from metrics.catalogue import METRICS
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from metrics.semantic.unclassified import BoundsOfAll, bounds_of_all
from tests.metrics.conftest import MakeWarehouse
from warehouse.config.errors import WrongUse
from warehouse.store.engine import Engine

JANUARY = Scope(date(2021, 1, 1), date(2021, 2, 1))


@pytest.fixture
def engine(warehouse: MakeWarehouse) -> Engine:
    def row(day: int, emotion: str | None, channel: str = "phone", **more: object) -> dict[str, object]:
        at = f"2021-01-{day:02}T10:00:00"
        return {"said_local": at, "emotion": emotion, "channel": channel, "comment": f"said on {day}", **more}

    return warehouse(
        files=[{"file_id": 7, "name": "tickets.json"}],
        comments=[
            row(5, "anger", file_id=7, source_line=12, emotion_by="text", polarity="negative"), row(6, None), row(7, "neutral"),
            row(8, "joy", "chat", polarity="positive"), row(9, "anger", comment=None, polarity="negative"), row(10, None, "chat"),
            {"said_local": "2021-02-05T10:00:00", "comment": "too late", "emotion": "anger"},
        ],
    )  # fmt: skip


def test_known_emotions_come_first_then_the_newest_and_rows_without_words_are_left_out(engine: Engine) -> None:
    found = comments_in(engine, JANUARY, 10)
    assert found.columns == list(SHOWN)
    assert found["comment"].to_list() == ["said on 8", "said on 5", "said on 7", "said on 10", "said on 6"]
    assert found.filter(found["comment"] == "said on 5").select(
        "record_id", "file", "source_line", "emotion"
    ).rows() == [("comments:0001", "tickets.json", 12, "anger")]
    assert count_comments_in(engine, JANUARY) == 5


def test_the_asked_emotions_come_before_the_others(engine: Engine) -> None:
    angry = comments_in(engine, JANUARY, 10, emotions=("anger", "weariness"))
    assert angry["comment"].to_list() == ["said on 5", "said on 8", "said on 7", "said on 10", "said on 6"]
    pages = [comments_in(engine, JANUARY, 2, offset=offset)["comment"].to_list() for offset in (0, 2, 4)]
    assert [comment for page in pages for comment in page] == comments_in(engine, JANUARY, 10)["comment"].to_list()
    assert comments_in(engine, JANUARY.limited("channel", ("chat",)), 10)["comment"].to_list() == [
        "said on 8",
        "said on 10",
    ]


def test_emotions_are_counted_with_those_that_are_unknown(engine: Engine) -> None:
    names = ("anger", "joy", "impatience", "neutral", "unknown", "n")
    assert emotions_by(engine, JANUARY).select(names).rows() == [(2, 1, 0, 1, 2, 6)]
    assert emotions_by(engine, JANUARY, ("channel",)).select("channel", *names).rows() == [
        ("chat", 0, 1, 0, 0, 1, 2), ("phone", 2, 0, 0, 1, 1, 4),
    ]  # fmt: skip
    assert emotions_by(engine, Scope(date(2020, 1, 1), date(2020, 2, 1))).rows() == [(0,) * 7]


def test_the_shares_are_of_what_is_known(engine: Engine) -> None:
    shares = {name: compute(engine, name, JANUARY).select("value", "n").row(0)
              for name in ("emotion_known", "negative_emotions", "positive_emotions", "negative_comments")}  # fmt: skip
    assert shares == {
        "emotion_known": (pytest.approx(400 / 6), 6), "negative_emotions": (50.0, 4), "positive_emotions": (25.0, 4),
        "negative_comments": (pytest.approx(200 / 3), 3),
    }  # fmt: skip


def test_what_the_shares_are_of_all_comments_at_least_and_at_most(engine: Engine) -> None:
    def bounds(name: str, scope: Scope = JANUARY) -> BoundsOfAll | None:
        return bounds_of_all(METRICS[name], compute(engine, name, scope).row(0, named=True))

    # Of six comments two are angry, one glad, one neutral; of two nothing is known.
    assert bounds("negative_emotions") == (pytest.approx(200 / 6), pytest.approx(400 / 6), 2, 6)
    assert bounds("positive_emotions") == (pytest.approx(100 / 6), 50.0, 2, 6)
    assert bounds("negative_comments") == (pytest.approx(200 / 6), pytest.approx(500 / 6), 3, 6)
    assert bounds("emotion_known") is None
    assert bounds("negative_emotions", JANUARY.limited("emotion", ("anger",))) is None  # all of them are known
    assert bounds("negative_emotions", Scope(date(2020, 1, 1), date(2020, 2, 1))) is None


@pytest.mark.parametrize(
    ("known", "unknown", "value", "note"),
    [(3, 1, 100.0, None), (2, 1, 100.0, "few classified"), (0, 2, None, "few classified")],
)
def test_a_share_of_too_few_classified_comments_says_so(
    warehouse: MakeWarehouse, known: int, unknown: int, value: float | None, note: str | None
) -> None:
    emotions = ["anger"] * known + [None] * unknown
    engine = warehouse(
        comments=[{"said_local": "2021-01-05T10:00:00", "emotion": emotion, "comment": "x"} for emotion in emotions]
    )
    assert compute(engine, "negative_emotions", JANUARY).select("value", "n", "note").rows() == [(value, known, note)]


def test_a_dimension_that_comments_lack_is_refused(engine: Engine) -> None:
    with pytest.raises(WrongUse, match="comments has no dimension direction"):
        comments_in(engine, JANUARY.limited("direction", ("inbound",)), 10)
