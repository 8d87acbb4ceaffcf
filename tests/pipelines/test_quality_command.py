"""python -m pipelines quality: the lights, what is wrong, and a status for cron."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.load import Outcome

MONDAY = datetime(2026, 1, 5)


def answers(days: range, score: Callable[[int], int]) -> str:
    """Ten answers a day."""
    lines = [f"{day}-{i},{MONDAY + timedelta(days=day):%Y-%m-%d},{score(i)},x" for day in days for i in range(10)]
    return "\n".join(["id,day,score,text", *lines]) + "\n"


def test_a_scale_that_turned_between_two_loads_fails(load: Callable[..., Outcome], give) -> None:
    load(give("old.csv", answers(range(120), lambda i: min(5, 2 + i // 2))), now=MONDAY + timedelta(days=121))
    before = CliRunner().invoke(app, ["quality"])
    assert before.exit_code == 0
    assert [line.split()[:2] for line in before.output.splitlines()] == [
        ["fresh", "young"], ["complete", "fine"], ["valid", "fine"], ["known", "fine"],
    ]  # fmt: skip
    load(give("new.csv", answers(range(120, 128), lambda i: 6 - min(5, 2 + i // 2))), now=MONDAY + timedelta(days=129))
    after = CliRunner().invoke(app, ["quality", "--json"])
    (found,) = json.loads(after.output)["findings"]
    assert (after.exit_code, found["kind"], found["source"], found["column"]) == (1, "scores_turned", "scores", "csat")
    told = CliRunner().invoke(app, ["quality"]).output.splitlines()[-1]
    assert told.startswith("failing: scores: CSAT (") is False
    assert told.startswith("failing: scores: CSAT looks upside down since 2026-05-05")
