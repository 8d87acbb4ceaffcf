"""Headers as they come: empty labels, and labels that staging uses itself."""

import json

import polars as pl

from tests.pipelines.conftest import SCORES
from warehouse.store.engine import open_engine


def comments() -> list[tuple]:
    return open_engine().query("SELECT record_id, score, comment FROM responses ORDER BY record_id").rows()


def test_an_empty_label_is_named_by_its_place(load, give):
    mapping = SCORES.replace('comment = "text"', 'comment = "column 4"')
    outcome = load(give("a.csv", "id,day,score,\n1,2026-08-01,5,good\n2,2026-08-01,4,\n"), mapping=mapping)
    assert (outcome.refused, comments()) == ({}, [("scores:1", 5.0, "good"), ("scores:2", 4.0, None)])


# A label that staging uses itself, and what it is called.
LABELS = {label: f"{label}_2" for label in ("_skip", "_line", "_base", "_broken", "_content", "rowid")}
LABELS |= {label: label for label in ("_reasons", "_n", "_row")}


def test_labels_that_staging_uses_itself_clash_with_nothing(load, give):
    text = f"id,day,score,text,{','.join(LABELS)}\n1,2026-08-01,5,good,{','.join(f'of {label}' for label in LABELS)}\n"
    said = {label: f"of {label}" for label in LABELS}
    mapping = SCORES + "[record.attributes]\n" + "".join(f'{label} = "{name}"\n' for label, name in LABELS.items())
    outcome = load(give("a.csv", text), mapping=mapping)
    assert (outcome.refused, attributes()) == ({}, [said])
    mapping = mapping.replace('"scores"', '"grouped"', 1) + '[[skip]]\nreason = "none"\nsql = "score = \'9\'"\n'
    mapping = mapping.replace('[record.columns]\nrecord_id = "id"', "[record.columns]\nrecord_id = { content = true }")
    outcome = load(give("b.csv", text), mapping=mapping)
    assert (outcome.refused, attributes()) == ({}, [said, said])


def attributes() -> list[dict]:
    return open_engine().query("SELECT attributes FROM responses").to_series().to_list()


def test_a_parquet_file_may_hold_such_labels_too(load, give, tmp_path):
    path = tmp_path / "a.parquet"
    row = {"id": "1", "day": "2026-08-01", "score": "5", "_line": "good", "nested": {"inner": 1}}
    pl.DataFrame([row]).write_parquet(path)
    mapping = SCORES.replace('"csv"', '"parquet"').replace('comment = "text"', 'comment = "_line_2"')
    assert (load(path, mapping=mapping).refused, comments()) == ({}, [("scores:1", 5.0, "good")])


def test_a_json_field_of_such_a_name_is_written_with_a_dot(load, give):
    path = give("a.json", json.dumps({"id": "1", "day": "2026-08-01", "score": 5, "_line": "good"}))
    mapping = SCORES.replace('"csv"', '"json"').replace('comment = "text"', 'comment = "_line"')
    assert "write '._line' for the file's own" in load(path, mapping=mapping).refused[str(path)]
    load(path, mapping=mapping.replace('"_line"', '"._line"'))
    assert comments() == [("scores:1", 5.0, "good")]


def test_what_the_database_cannot_do_is_one_clear_line(load, give):
    path = give("a.csv", "id,day,score,text\n1,2026-08-01,5,x\n")
    mapping = SCORES.replace('comment = "text"', """comment = { sql = "date_trunc('day', text)" }""")
    (message,) = load(path, mapping=mapping).refused.values()
    assert message.startswith(f"{path}: the file cannot be read as scores: ")
    assert "Binder Error" not in message
    assert "\n" not in message
    broken = give("a.parquet", b"PAR1 and nothing else")
    assert load(broken).refused == {
        str(broken): f"{broken}: begins as Parquet but is not whole; export or copy it again"
    }
