"""Settings that are applied to rows: stages of one's own, and the same export again once they have changed."""

import pytest

from metrics.rollups import build_rollups
from pipelines.load import load_exports
from tests.pipelines.conftest import NOW
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine

CALLS = """\
name = "calls"
[file]
format = "csv"
required = ["id", "day", "way"]
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "day"
channel = "way"
phone = "phone"
interaction_type = { value = "call" }
"""
EXPORT = "id,day,way,phone\n1,2026-08-01,phone,\n2,2026-08-01,email,\n"


def calls(column: str = "stage") -> list[tuple]:
    return open_engine().query(f"SELECT record_id, {column} FROM interactions ORDER BY record_id").rows()


@pytest.fixture
def set_up(home):
    """Write hilo.toml."""

    def write(text: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        (home / "hilo.toml").write_text(text)

    return write


def test_a_stage_that_is_not_configured_is_unknown_and_no_reason_to_reject(load, give, set_up):
    set_up('stages = ["sale", "support"]\n[[stage_rules]]\nstage = "support"\nchannel = "phone"\n')
    load(give("a.csv", EXPORT), mapping=CALLS)
    assert calls() == [("calls:1", "support"), ("calls:2", None)]
    load(give("b.csv", "id,day,score,text\n1,2026-08-01,5,\n"))
    assert open_engine().query("SELECT stage FROM responses").rows() == [(None,)]
    assert open_engine().query("SELECT * FROM rejected_rows").rows() == []


def test_a_default_stage_that_is_configured_stays(load, give, set_up):
    set_up('stages = ["sale", "service"]')
    load(give("a.csv", EXPORT), mapping=CALLS)
    assert calls() == [("calls:1", "service"), ("calls:2", "service")]


def test_a_stage_that_the_users_mapping_gives_must_be_configured(load, give, set_up):
    set_up('stages = ["sale"]')
    outcome = load(give("a.csv", EXPORT), mapping=CALLS + 'stage = { value = "service" }\n')
    (account,) = (account for _, account in outcome.accounts.values())
    assert (account.rows_loaded, account.rows_rejected) == (2, 0)
    assert [(cells.column_name, cells.cells, cells.examples) for cells in account.emptied] == [("stage", 2, "service")]
    assert {stage for _, stage in calls()} == {None}


def test_what_a_built_in_source_says_in_stages_that_are_not_configured_is_unknown(home, give, set_up):
    set_up('stages = ["sale"]')
    header = "Agent Name,Rating,Feedback,Contact Name,Contact Email Address,Contact Phone Number,Link to the conversation,Recorded date"
    row = "Ana,5,ok,Eva,eva@example.com,,https://app.example.com/app/accounts/1/conversations/7,2026-08-01 10:00 UTC"
    path = give("csat.csv", f"{header}\n{row}\n")
    outcome = load_exports([path], load_settings(), build_rollups, now=NOW)
    assert outcome.refused == {}
    assert open_engine().query("SELECT stage FROM responses").rows() == [(None,)]


def test_the_same_export_after_changed_stage_rules_is_loaded_again_and_updates_its_records(load, give, set_up):
    path, rule = give("a.csv", EXPORT), '[[stage_rules]]\nstage = "purchase"\nchannel = "email"\n'
    seen = []
    for text in ("", rule, rule, ""):
        set_up(text)
        seen.append((load(path, mapping=CALLS).unchanged == [str(path)], calls()[1][1]))
    assert seen == [(False, "service"), (False, "purchase"), (True, "purchase"), (False, "service")]


def test_the_same_export_after_a_changed_phone_region_is_loaded_again(load, give, set_up):
    path = give("a.csv", "id,day,way,phone\n1,2026-08-01,phone,612 34 56 78\n")
    load(path, mapping=CALLS)
    set_up('phone_region = "ES"')
    load(path, mapping=CALLS)
    assert calls("phone") == [("calls:1", "+34612345678")]
