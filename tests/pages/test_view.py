"""The URL and what it means: codes only, nothing that the data do not know, nothing that goes without saying."""

from datetime import date

import pytest

from pages.parts.view import OWN_DATES, View, carried, find_refused, limit, open_cell, read_view, write_query


class Company:
    """What a URL may name."""

    languages = ("en", "es")
    metrics = ("nps", "csat")
    dimensions = ("channel", "stage", "attribute.plan", "from_channel")

    def values(self, dimension: str) -> tuple[str, ...]:
        known = {
            "channel": ("phone", "chat"),
            "stage": ("service", ""),
            "attribute.plan": ("pro",),
            "from_channel": ("phone",),
        }
        return known[dimension]


def test_a_metric_asked_for_by_a_name_of_before_is_that_of_today_and_the_address_is_written_anew() -> None:
    known = Company()
    known.metrics = ("nps", "repeat_contact_rate")  # type: ignore[assignment]
    view = read_view({"metric": ["repeat_rate"]}, known, "es")
    assert view == View("es", metric="repeat_contact_rate", renamed="repeat_rate")
    assert write_query(view) == {"lang": "es", "metric": "repeat_contact_rate"}


def read(**query: list[str]) -> View:
    return read_view(query, Company(), "es")


def test_an_empty_url_is_the_default_view_in_the_readers_language() -> None:
    assert read() == View("es")


def test_everything_that_a_view_holds_survives_the_way_through_the_url() -> None:
    view = View(
        "en", OWN_DATES, date(2026, 1, 5), date(2026, 2, 2), (("channel", ("phone", "chat")), ("attribute.plan", ("pro",))),
        "csat", "waited", "forced", ("stage", "channel"), (("channel", ("phone",)), ("stage", ("",)), ("from_channel", ("phone",))), 3,
        "9223372036854775807", "42",
    )  # fmt: skip
    query = {name: [value] if isinstance(value, str) else value for name, value in write_query(view).items()}
    assert query == {
        "lang": ["en"], "from": ["2026-01-05"], "to": ["2026-02-02"], "channel": ["phone", "chat"], "attribute.plan": ["pro"],
        "metric": ["csat"], "measure": ["waited"], "rank": ["forced"], "by": ["stage", "channel"], "in.channel": ["phone"], "in.stage": [""],
        "in.from_channel": ["phone"], "sheet": ["3"], "person": ["9223372036854775807"], "matter": ["42"],
    }  # fmt: skip
    assert read_view(query, Company(), "es") == view


def test_the_default_view_needs_only_the_language_in_the_url() -> None:
    assert write_query(View("es")) == {"lang": "es"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"lang": ["fr"]}, {"period": ["13w"]}, {"metric": ["nqs"]}, {"by": ["chanel"]}, {"channel": ["Teléfono"]},
        {"in.channel": ["fax"]}, {"from": ["2026-01-05"]}, {"from": ["2026-02-02"], "to": ["2026-01-05"]},
        {"from": ["05/01/2026"], "to": ["2026-02-02"]}, {"colour": ["red"]}, {"channel": []},
        {"measure": ["miles"]}, {"rank": ["best"]}, {"sheet": ["0"]}, {"sheet": ["-2"]}, {"person": ["ana"]}, {"matter": ["1; DROP"]}, {"matter": ["1" * 20]},
        {"from_channel": ["phone"]},
    ],
)  # fmt: skip
def test_what_is_not_known_is_dropped(wrong: dict[str, list[str]]) -> None:
    assert read(**wrong) == View("es")


def test_of_several_values_the_known_ones_stay_once() -> None:
    assert read(channel=["phone", "fax", "phone", "chat"]).filtered("channel") == ("phone", "chat")


def test_a_new_limit_replaces_the_one_before_and_closes_the_opened_cell() -> None:
    view = open_cell(View("es", filters=(("channel", ("phone",)), ("stage", ("service",)))), {"channel": "chat"})
    assert limit(view, "channel", ["chat"]) == View("es", filters=(("stage", ("service",)), ("channel", ("chat",))))
    assert limit(view, "channel", []) == View("es", filters=(("stage", ("service",)),))


def test_a_link_to_another_page_takes_along_no_opened_thing() -> None:
    view = open_cell(
        View("es", filters=(("channel", ("phone",)),), metric="csat", sheet=2, person="7"), {"channel": "chat"}
    )
    assert carried(view) == View("es", filters=(("channel", ("phone",)),), metric="csat")


def test_opening_a_cell_begins_at_the_first_page_of_its_list() -> None:
    view = open_cell(View("es", sheet=4, matter="42"), {"from_channel": "phone"})
    assert view == View("es", opened=(("from_channel", ("phone",)),))


@pytest.mark.parametrize(
    "query",
    [
        {"channel": ["foo"]}, {"channel": ["phone", "foo"]}, {"chanel": ["phone"]}, {"period": ["13w"]}, {"metric": ["nqs"]}, {"lang": ["fr"]},
        {"from": ["abc"]}, {"from": ["2026-02-02"], "to": ["2026-01-05"]}, {"in.channel": ["fax"]}, {"by": ["foo"]}, {"person": ["ana"]},
    ],
)  # fmt: skip
def test_what_is_dropped_is_known(query: dict[str, list[str]]) -> None:
    refused = find_refused(query, read(**query))
    assert refused == tuple(
        (name, value) for name, values in query.items() for value in values if value != "phone" or name == "chanel"
    )


@pytest.mark.parametrize(
    "query",
    [
        {}, {"lang": ["es"]}, {"period": ["12w"]}, {"channel": ["phone"]}, {"sheet": ["0"]}, {"utm_source": ["mail"]}, {"embed": ["true"]},
        {"from": ["0001-01-01"], "to": ["2026-01-05"], "period": ["all"]}, {"person": ["9" * 19]},
    ],
)  # fmt: skip
def test_what_is_shown_or_goes_without_saying_is_not_refused(query: dict[str, list[str]]) -> None:
    assert find_refused(query, read(**query)) == ()
