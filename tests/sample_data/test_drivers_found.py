"""What was planted to make customers leave is what the page tells, and nothing else."""

from metrics.analyses.drivers.find import find_drivers
from metrics.semantic.scope import Scope
from tests.sample_data.conftest import Loaded


def test_who_was_sent_to_the_phone_by_the_bot_leaves_and_no_other_experience_goes_with_leaving(
    loaded: Loaded,
):
    found = find_drivers(loaded.engine, Scope(), "churn")
    told = found.rows.filter("survives").rows(named=True)
    assert found.state == "told"
    # The same experience from both ends: the bot passes on, the queue of those it passed on answers.
    assert {(row["touchpoint"], row["experience"]) for row in told} <= {
        ("derivados_bot", "used"),
        ("asistente", "handed_off"),
    }
    assert told
    assert told[0]["low"] > 10  # planted: 35 of 100 more (sample_data/consequences.py)
