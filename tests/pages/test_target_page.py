"""The page of the target map: what is chosen, what the tiles say, and that slides and sheets say the same."""

import io
from pathlib import Path

import polars as pl
import pytest
from pptx import Presentation

from metrics.analyses.proposals.find import find_proposals
from metrics.analyses.proposals.proposal import Proposal
from metrics.analyses.target_map.planned import planned_by_actions, planned_by_proposals
from metrics.analyses.target_map.target_map import target_map
from metrics.presenter.numbers import format_value
from pages.parts.numbers import engine_of, published_version
from pages.parts.page import Page, known_data, last_day_of, scope_of
from pages.parts.target.choice import acting_actions, chosen_proposals, toggle_action, toggle_proposal
from pages.parts.target.deck import write_deck
from pages.parts.target.numbers import Target, read_target
from pages.parts.target.report import board_document
from pages.parts.target.steps import step_columns, step_frame, words_of_table
from pages.parts.target.totals import whole_totals
from pages.parts.target.words import bare
from pages.parts.texts import Texts
from pages.parts.view import View
from tests.pages.conftest import ZONE, Open, words_of
from warehouse.actions.action import Action


def proposals(*names: str) -> tuple[Proposal, ...]:
    return tuple(Proposal(name, "focus", (), (), (), (), None, None, 1.0) for name in names)


def test_all_proposals_count_until_one_is_named() -> None:
    every = proposals("a", "b", "c")
    assert chosen_proposals(View("en"), every) == every
    assert [one.id for one in chosen_proposals(View("en", chosen=("b", "gone")), every)] == ["b"]
    assert chosen_proposals(View("en", chosen=("-proposals",)), every) == ()


def test_ticking_a_proposal_off_and_on_again_leaves_the_url_as_it_was() -> None:
    every = proposals("a", "b")
    view = toggle_proposal(View("en"), every, "a")
    assert view.chosen == ("b",)
    assert toggle_proposal(view, every, "b").chosen == ("-proposals",)
    assert toggle_proposal(view, every, "a") == View("en")


def test_a_planned_action_counts_until_it_is_taken_out() -> None:
    actions = [Action("x", "X", "csat"), Action("y", "Y", "csat")]
    view = toggle_action(View("en", chosen=("b",)), "x")
    assert view.chosen == ("b", "-x")
    assert [one.id for one in acting_actions(view, actions)] == ["y"]
    assert toggle_action(view, "x").chosen == ("b",)


def test_words_made_for_markdown_are_read_as_they_were() -> None:
    assert bare(r"Tel\_1 \· **46 %** a@⁠b \[x\]") == "Tel_1 \\· 46 % a@b [x]"


@pytest.fixture
def page(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The page in Spanish, of the default period."""
    monkeypatch.setenv("HILO_HOME", str(sample_home))
    monkeypatch.setenv("HILO_TIMEZONE", ZONE)
    published = published_version()
    engine, view = engine_of(published), View("es")
    day = last_day_of(engine)
    return Page("target", view, Texts("es"), known_data(published, engine), published, scope_of(view, day), day)


def slide_words(page: Page, target: Target) -> list[str]:
    """Every word of the slides as read back from the file."""
    said = []
    for slide in Presentation(io.BytesIO(write_deck(board_document(page, target)))).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                said += [paragraph.text for paragraph in shape.text_frame.paragraphs]
            if shape.has_table:
                said += [" | ".join(cell.text for cell in row.cells) for row in shape.table.rows]
            if shape.has_chart:
                said += [shape.name, *(str(one) for one in shape.chart.plots[0].categories)]
    return said


def test_page_and_slides_say_the_numbers_of_the_target_map(page: Page, sample_home: Path, open_page: Open) -> None:
    target, engine, texts = read_target(page), page.engine, page.texts
    planned, _ = planned_by_actions(engine, page.scope, target.acting)
    own = target_map(
        engine, page.scope, [*planned_by_proposals(find_proposals(engine, page.scope).proposals), *planned]
    )
    app = open_page(sample_home, "target", lang="es")
    assert not app.exception
    tiles = {tile.label: tile.value for tile in app.metric}
    said = slide_words(page, target)
    totals = own.rows.filter(pl.col("level") == "total", pl.col("difference").is_not_null())
    assert totals.height == 0 or tiles
    for row in totals.iter_rows(named=True):
        label, expected = texts(f"metric.{row['metric']}.label"), format_value(row["expected"], row["unit"], texts)
        if label in tiles:
            assert tiles[label] == expected
            assert f"{format_value(row['today'], row['unit'], texts)} → {expected}" in said
    order = [total.metric for total in whole_totals(page, target)]
    for metric in [*order, *target.metrics][:1]:
        frame = step_frame(page, target, metric)
        columns = [column for column in step_columns(page, metric) if column.name not in ("who", "remark")]
        changed = frame.filter(pl.col("difference").is_not_null())
        for cells in words_of_table(changed, columns):
            assert any(line.startswith(" | ".join(cells)) for line in said), cells


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_everything_in_its_language(sample_home: Path, open_page: Open, language: str) -> None:
    app = open_page(sample_home, "target", lang=language)
    assert not app.exception
    assert "target." not in words_of(app)


def test_with_nothing_chosen_the_expected_map_is_todays(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "target", lang="en", chosen=["-proposals", "-none"])
    assert not app.exception


def test_a_warehouse_without_rows_has_a_page(empty_home: Path, open_page: Open) -> None:
    app = open_page(empty_home, "target", lang="en")
    assert not app.exception
    assert "Nothing that is chosen changes" in words_of(app)
