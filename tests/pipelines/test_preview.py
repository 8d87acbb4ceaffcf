"""A preview says what the load then does, asks what nobody else knows, and stores nothing."""

from datetime import datetime
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.load import load_exports
from pipelines.preview.preview import preview_exports
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.home import originals, published
from warehouse.config.settings import load_settings
from warehouse.inbox.answers import Answer
from warehouse.inbox.report import Reason, Records
from warehouse.store.engine import open_engine

FORM = "Timestamp,Rating,Comments\n2026/03/04 10:00:00,5,good\n2026/03/05 10:00:00,nine,\n"
CHAT = "4/3/26, 10:15 - Ana: Hello\n14/3/26, 10:20 - Shop: Hello Ana\n14/3/26, 10:21 - Shop: Anything else?\n"


def preview(*paths: Path, **given):
    return preview_exports(list(paths), load_settings(), now=NOW, **given)


def questions(file, *, opened: bool = True) -> dict[str, tuple[str, str]]:
    """Option: kind and example, of those that are open or not."""
    return {asked.option: (asked.kind, asked.example) for asked in file.questions if asked.is_open == opened}


def test_what_is_new_updated_and_kept_aside_is_what_the_load_then_does(home, give, load):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n2,2026-08-01,4,\n"))
    newer = give("b.csv", "id,day,score,text\n2,2026-08-01,1,changed\n3,2026-08-02,3,\n4,2026-08-02,9,\n5,soon,3,\n")
    mapping = give("mapping.toml", SCORES)
    (file,) = preview(newer, mapping_file=mapping).files
    assert (file.verdict, file.source, file.rows_read, file.rows_loaded, file.rows_rejected) == (
        "ready",
        "scores",
        4,
        2,
        2,
    )
    names = ["record_id", "channel", "stage", "survey_kind", "metric", "raw_score", "score", "scale_min", "scale_max", "scale", "top_box_min",
             "answered_at", "time_precision", "comment"]  # fmt: skip
    assert [(shown.table, shown.new, shown.updated) for shown in file.records] == [("responses", 1, 1)]
    assert [name for name in file.records[0].columns if name not in names] == []
    kept = [file.records[0].columns.index(name) for name in ("record_id", "score", "answered_at", "comment")]
    assert [[row[at] for at in kept] for row in file.records[0].rows] == [
        ["scores:2", "1.0", "2026-08-01 00:00:00", "changed"],
        ["scores:3", "3.0", "2026-08-02 00:00:00", None],
    ]
    assert sorted(file.reasons, key=lambda reason: reason.line or 0) == [
        Reason("score", "breaks the rule score_on_its_scale", 1, 4, "9.0"),
        Reason("day", "not a date or time in a known form", 1, 5, "soon"),
    ]
    loaded = load(newer)
    (account,) = (account for _, account in loaded.accounts.values())
    assert (account.rows_loaded, account.rows_rejected) == (file.rows_loaded, file.rows_rejected)
    assert open_engine().query("SELECT count(*) AS n FROM responses").item() == 3


def test_nothing_is_stored_and_nothing_is_left(home, give):
    preview(give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n"), mapping_file=give("mapping.toml", SCORES))
    assert not published().exists()
    assert not originals().exists()
    assert [path.name for path in home.rglob("*")] == ["inbox"]


def test_a_file_that_was_loaded_before_would_change_nothing(home, give, load):
    export = give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n")
    load(export)
    (file,) = preview(export, mapping_file=give("mapping.toml", SCORES)).files
    assert (file.verdict, file.source, file.records) == ("unchanged", "scores", [])


def test_what_a_form_does_not_say_is_asked_with_its_columns_to_choose_from(home, give):
    form = give("form.csv", FORM)
    (file,) = preview(form).files
    assert (file.verdict, file.source) == ("asks", "google_forms")
    assert questions(file) == {"score": ("column", ""), "scale": ("text", ""), "metric": ("choice", "")}
    assert file.questions[0].choices == ["Timestamp", "Rating", "Comments"]
    said = {"score": "Rating", "scale": "1-5", "metric": "csat"}
    (file,) = preview(form, answers={form: Answer(options=said)}).files
    assert (file.verdict, questions(file)) == ("asks", {"timezone": ("zone", "2026/03/04 10:00:00")})
    (file,) = preview(form, answers={form: Answer(options=said | {"timezone": "Europe/Madrid"})}).files
    assert (file.verdict, file.rows_loaded, file.rows_rejected) == ("ready", 1, 1)
    assert file.reasons == [Reason("Rating", "not a number", 1, 3, "nine")]


def test_who_we_are_in_a_chat_is_asked_with_the_names_that_wrote(home, give):
    chat = give("Chat with Ana.txt", CHAT)
    (file,) = preview(chat, options={"timezone": "Europe/Madrid"}).files
    asked = next(question for question in file.questions if question.is_open)
    assert (file.verdict, asked.option, asked.kind, asked.choices) == ("ready", "our_names", "names", ["Shop", "Ana"])
    (file,) = preview(chat, options={"timezone": "Europe/Madrid", "our_names": "Shop"}).files
    assert questions(file) == {}


def test_a_currency_is_asked_where_amounts_have_none(home, give):
    mapping = give(
        "orders.toml",
        'name = "till"\n[file]\nformat = "csv"\nrequired = ["no", "day", "paid"]\n[[record]]\ntable = "orders"\n[record.columns]\n'
        'record_id = "no"\nordered_at = "day"\namount = "paid"\n',
    )
    export = give("till.csv", "no,day,paid\n1,2026-08-01,5.50\n2,2026-08-02,7\n")
    (file,) = preview(export, mapping_file=mapping).files
    assert (file.verdict, file.rows_rejected, questions(file)) == ("ready", 2, {"currency": ("text", "5.5000")})
    (file,) = preview(export, mapping_file=mapping, answers={export: Answer(options={"currency": "EUR"})}).files
    assert (file.rows_loaded, questions(file)) == (2, {})


def test_what_was_said_in_the_last_load_is_suggested_and_not_taken(home, give):
    said = {"score": "Rating", "scale": "1-5", "metric": "csat", "timezone": "Europe/Madrid"}
    load_exports([give("may.csv", FORM)], load_settings(), build_rollups, options=said, now=NOW)
    (file,) = preview(give("june.csv", FORM.replace("2026/03", "2026/06"))).files
    assert file.verdict == "asks"
    assert {asked.option: asked.suggested for asked in file.questions if asked.suggested} == said | {
        "survey": "Google Forms",
        "default_channel": "survey",
    }


def test_files_wait_for_a_person_each_in_its_way(home, give):
    give("exports/unknown.csv", "foo,bar\n1,2\n")
    give("exports/empty.csv", "")
    give("exports/own.mapping.toml", SCORES.replace('"scores"', '"first"'))
    give("exports/other.mapping.toml", SCORES.replace('"scores"', '"second"'))
    folder = give("exports/both.csv", "id,day,score,text\n1,2026-08-01,5,good\n").parent
    both, empty, unknown = preview(folder).files
    assert (both.verdict, both.candidates) == ("several", ["second", "first"])
    assert (empty.verdict, empty.said) == ("refused", f"{folder / 'empty.csv'}: the file is empty; export it again")
    assert (unknown.verdict, unknown.columns) == ("unknown", ["foo", "bar"])
    settled = preview(folder, answers={folder / "both.csv": Answer(source="first")}).files[0]
    assert (settled.verdict, settled.source, settled.rows_loaded) == ("ready", "first", 1)
    nobody = preview(folder, answers={folder / "both.csv": Answer(source="third")}).files[0]
    assert nobody.verdict == "refused"
    assert "no source 'third'" in nobody.said


def test_a_load_takes_the_same_answers(home, give):
    form, other = give("form.csv", FORM), give("other.csv", FORM.replace("Rating", "Stars").replace("good", "fine"))
    said = {"scale": "1-5", "metric": "csat", "timezone": "Europe/Madrid"}
    answers = {form: Answer(options=said | {"score": "Rating"}), other: Answer(options=said | {"score": "Stars"})}
    outcome = load_exports([form, other], load_settings(), build_rollups, answers=answers, now=NOW)
    assert {Path(path).name: account.rows_loaded for path, (_, account) in outcome.accounts.items()} == {
        "form.csv": 1,
        "other.csv": 1,
    }


def test_at_most_twenty_rows_are_shown(home, give):
    rows = "".join(f"{number},2026-08-01,5,\n" for number in range(30))
    (file,) = preview(give("a.csv", "id,day,score,text\n" + rows), mapping_file=give("mapping.toml", SCORES)).files
    assert (file.records[0].new, len(file.records[0].rows)) == (30, 20)


def test_a_patch_updates_the_records_of_its_load(home, give):
    patch = give(
        "exports/patch.mapping.toml",
        'name = "notes"\nsource = "scores"\n[file]\nformat = "csv"\nrequired = ["id", "note"]\n[[record]]\ntable = "responses"\npatch = true\n'
        '[record.columns]\nrecord_id = "id"\ncomment = "note"\n',
    )
    give("exports/scores.mapping.toml", SCORES)
    give("exports/a.csv", "id,day,score,text\n1,2026-08-01,5,\n")
    give("exports/b.csv", "id,note\n1,late\n2,lost\n")
    first, second = preview(patch.parent).files
    assert [(shown.new, shown.updated) for shown in first.records] == [(1, 0)]
    assert (second.rows_loaded, second.rows_rejected) == (1, 1)
    assert isinstance(second.records[0], Records)


@pytest.mark.parametrize("now", [datetime(2026, 8, 1)])
def test_the_time_of_the_checks_is_the_caller_s(home, give, now):
    report = preview_exports(
        [give("a.csv", "id,day,score,text\n1,2027-08-01,5,\n")], load_settings(), give("mapping.toml", SCORES), now=now
    )
    assert [reason.reason for reason in report.files[0].reasons] == ["breaks the rule answered_at_plausible"]


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c,d,e,f,g,h\n1,2,3,4,5,6,7,8\n",
        "[" * 300 + "]" * 300,
        "\x00\x01\x02",
        '{"a": 1',
        "PK\x03\x04junk",
        "PAR1junk",
    ],
)
def test_a_file_that_cannot_be_read_does_not_hinder_the_others(home, give, text):
    home.mkdir()
    (home / "hilo.toml").write_text("limits = { columns = 5 }")
    broken, good = give("broken.csv", text), give("good.csv", "id,day,score,text\n1,2026-08-01,5,\n")
    first, second = preview(broken, good, mapping_file=give("mapping.toml", SCORES)).files
    assert (first.verdict, bool(first.said), second.verdict, second.rows_loaded) == ("refused", True, "ready", 1)
    first, _ = preview(broken, good).files
    assert first.verdict in ("refused", "unknown")
