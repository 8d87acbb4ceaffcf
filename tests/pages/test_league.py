"""The league on the touchpoints page: what the metric ranks, in its order, with the sentence of how much is more than chance."""

import json
import re
from pathlib import Path

import pytest

from metrics.analyses.touchpoints.league import negative_league
from metrics.presenter.numbers import decimal
from metrics.semantic.scope import Scope
from pages.parts.page import last_day_of
from pages.parts.periods import period_dates
from pages.parts.texts import Texts
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import open_engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize("query", [{}, {"channel": "phone"}, {"period": "all", "segment": "Hogar"}])
def test_the_league_shows_the_ranking_and_how_many_differences_survive(
    query: dict[str, str], sample_home: Path, open_page: Open
) -> None:
    app = open_page(sample_home, "touchpoints", lang="en", **query)
    assert (list(app.exception), list(app.error)) == ([], [])
    engine = open_engine()
    filters = tuple((name, (value,)) for name, value in query.items() if name != "period")
    found = negative_league(engine, Scope(*period_dates(query.get("period", "12w"), last_day_of(engine)), filters), 10)
    assert f"**{found.surviving} of {found.compared}** difference" in words_of(app)
    (html,) = [data["html"] for part in app.get("bidi_component") if "html" in (data := json.loads(part.proto.json))]
    rows = re.findall(r'<li class="row (sure|chance)[^"]*" data-place="(\d+)">(.*?)</li>', html)
    texts = Texts("en")
    assert [kind == "sure" for kind, _, _ in rows] == [bool(sure) for sure in found.rows["survives"]]
    for (_, _, row), name, burden in zip(rows, found.rows["touchpoint"], found.rows["burden"], strict=True):
        assert f">{texts.touchpoint(name)}</a>" in row
        assert f"<b>{decimal(burden, texts)}</b>" in row


def test_without_scores_the_league_says_so(empty_home: Path, open_page: Open) -> None:
    app = open_page(empty_home, "touchpoints", lang="es")
    assert (list(app.exception), list(app.error)) == ([], [])
    assert "No se midió una nota en suficientes puntos de contacto" in words_of(app)


def test_an_opened_row_has_comments_ways_and_contacts(sample_home: Path, open_page: Open) -> None:
    open_page(sample_home, "touchpoints", lang="en")
    row = negative_league(open_engine(), Scope(), 1).rows.row(0, named=True)
    cell = {f"in.{name}": row[name] for name in ("channel", "stage", "touchpoint")}
    app = open_page(sample_home, "touchpoints", lang="en", period="all", **cell)
    labels = [tab.label for tab in app.tabs]
    assert labels[:2] == ["Comments", "Ways through it"]
    assert "Contacts" in labels
