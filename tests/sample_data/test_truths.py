"""What truths.toml says is really in the raw files, and differs by more than chance where it should."""

from __future__ import annotations

import pytest

from tests.sample_data.counted import COUNTS
from tests.sample_data.planted import EXPECTED
from tests.sample_data.raw import EXPORTS


def test_every_number_is_counted() -> None:
    assert EXPECTED.keys() == COUNTS.keys()


@pytest.mark.parametrize("name", COUNTS)
def test_the_raw_files_hold_the_stated_number(name: str) -> None:
    assert COUNTS[name]() == (pytest.approx(EXPECTED[name]["value"], abs=0.005), EXPECTED[name]["n"])


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("hurts.csat.phone_service", "hurts.csat.chat_service"),
        ("hurts.csat.phone_service", "hurts.csat.phone_purchase"),
        ("hurts.abandonment.chat_service", "hurts.abandonment.phone_service"),
        ("hop.csat.after_bot", "hop.csat.direct"),
        ("hop.nps.after_bot", "hop.nps.direct"),
        ("hop.no_repeat.after_bot", "hop.no_repeat.direct"),
        ("hop.abandonment.direct", "hop.abandonment.after_bot"),
        ("fix.csat.email_before", "fix.csat.email_after"),
        ("thread.csat_at_end.bot_phone", "thread.csat_at_end.call"),
        ("thread.csat_at_end.bot_phone", "thread.csat_at_end.bot_chat"),
        ("thread.reexplained.bot_chat", "thread.reexplained.bot_phone"),
        ("thread.no_repeat.chatbot", "thread.no_repeat.chat"),
    ],
)
def test_a_planted_difference_is_beyond_chance(worse: str, better: str) -> None:
    assert EXPECTED[worse]["high"] < EXPECTED[better]["low"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nothing.nps.hogar", "nothing.nps.pyme"),
        ("nothing.ces.hogar", "nothing.ces.pyme"),
        ("fix.csat.webform_before", "fix.csat.webform_after"),
    ],
)
def test_where_nothing_was_planted_the_intervals_overlap(one: str, other: str) -> None:
    a, b = EXPECTED[one], EXPECTED[other]

    assert a["low"] <= b["value"] <= a["high"] or b["low"] <= a["value"] <= b["high"]


def test_the_templates_halve_the_first_response_of_email_only() -> None:
    before, after = (
        EXPECTED["fix.first_response.email_before"]["value"],
        EXPECTED["fix.first_response.email_after"]["value"],
    )
    forms_before, forms_after = (
        EXPECTED[f"fix.first_response.webform_{when}"]["value"] for when in ("before", "after")
    )

    assert after < 0.5 * before
    assert forms_after == pytest.approx(forms_before, rel=0.1)


def test_the_readme_gives_every_number_with_its_n() -> None:
    readme = (EXPORTS.parent / "README.md").read_text(encoding="utf-8")

    assert [name for name, expect in EXPECTED.items() if f"n {expect['n']:,})" not in readme] == []
