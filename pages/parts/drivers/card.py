"""What moves people: the experiences that go with recommending, buying again and leaving, and whether anything can be told at all."""

from dataclasses import replace

import streamlit as st

from metrics.analyses.drivers.find import MEASURED_FALSE, OUTCOMES, Drivers
from metrics.analyses.drivers.outcomes import WINDOW_DAYS
from metrics.presenter.numbers import decimal, format_value
from pages.parts.controls import change_view, seed
from pages.parts.drivers.differences_chart import draw_differences
from pages.parts.drivers.driver_opened import draw_driver
from pages.parts.drivers.numbers import drivers_of
from pages.parts.drivers.table import draw_driver_table
from pages.parts.drivers.words import basis_words, driver_sentence, fit_words, left_out_words, skill_words
from pages.parts.page import Page
from pages.parts.view import View

ITEM = "driver"  # driver.churn, driver.churn.3f2a91c0de: the outcome that is shown, and the driver that is opened in it
TOLD = 3  # in sentences; the rest in the table


def draw_drivers(page: Page) -> None:
    """Title, the choice of the outcome, how sure the model is, what survives, the table, and what is opened in it."""
    texts = page.texts
    st.header(texts("drivers.title"), anchor=False)
    st.markdown(f":small[:gray[{texts('drivers.help', window=WINDOW_DAYS)}]]")
    outcome, driver = chosen_driver(page.view)
    draw_outcome_choice(page, outcome)
    found = drivers_of(page.published, page.scope, outcome)
    if found.state in ("no_data", "few"):
        draw_nothing(page, found)
        return
    draw_verdict(page, found)
    if found.surviving:
        draw_differences(page, found)
    draw_driver_table(page, found, lambda name: open_driver(page, outcome, name))
    st.markdown(f":small[:gray[{basis_words(page, found)} {left_out_words(page, found)}]]")
    if driver and driver in found.rows["id"]:
        draw_driver(page, found, driver, close=lambda: open_driver(page, outcome, ""))


def chosen_driver(view: View) -> tuple[str, str]:
    """The outcome that the URL asks for, else the first, and the id of the opened driver, else an empty string."""
    kind, outcome, driver, *_ = [*view.item.split("."), "", "", ""]
    return (outcome, driver) if kind == ITEM and outcome in OUTCOMES else (OUTCOMES[0], "")


def open_driver(page: Page, outcome: str, driver: str) -> None:
    """Show an outcome, and in it a driver; what was opened elsewhere on the page is closed."""
    item = ".".join([ITEM, outcome, *([driver] if driver else [])])
    change_view(page, lambda view: replace(view, item=item, opened=(), matter="", sheet=1))


def draw_outcome_choice(page: Page, outcome: str) -> None:
    """Recommending, buying again or leaving."""
    key = seed(page, "driver_outcome", outcome)

    def changed() -> None:
        if chosen := st.session_state[key]:
            open_driver(page, chosen, "")

    st.segmented_control(
        page.texts("drivers.outcome"), OUTCOMES, format_func=lambda code: page.texts(f"drivers.outcome_{code}"), key=key,
        on_change=changed, label_visibility="collapsed", required=True,
    )  # fmt: skip


def draw_nothing(page: Page, found: Drivers) -> None:
    """Why there is nothing to compare."""
    texts = page.texts
    words = texts(f"drivers.{found.state}", outcome=texts(f"drivers.did_{found.outcome}"))
    said = " ".join([words, left_out_words(page, found)]) if found.state == "few" else words
    st.markdown(f":gray[:material/help: {said}]")


def draw_verdict(page: Page, found: Drivers) -> None:
    """Whether anything can be told, how well the model forecasts customers it has not seen, and the strongest drivers in sentences."""
    texts = page.texts
    with st.container(key="driver_verdict", gap="small"):
        if found.state == "no_skill":
            st.markdown(f":material/help: **{texts('drivers.cannot_tell')}** {skill_words(page, found)}")
            st.markdown(f":small[:gray[{fit_words(page, found)}]]")
            return
        survive = texts(
            "drivers.survive", surviving=decimal(found.surviving, texts), compared=decimal(found.compared, texts),
            false=format_value(100 * MEASURED_FALSE, "percent", texts),
        )  # fmt: skip
        if found.failed:
            survive += " " + texts("drivers.failed", count=found.failed, number=decimal(found.failed, texts))
        sure = texts("drivers.can_tell") if found.surviving else texts("drivers.none_alone")
        st.markdown(f":material/check: **{sure}** {survive} {skill_words(page, found)}")
        st.markdown(f":small[:gray[{fit_words(page, found)}]]")
        for row in found.rows.filter("survives").head(TOLD).iter_rows(named=True):
            st.markdown(f"- {driver_sentence(page, found, row)}")
        if found.surviving:
            st.markdown(f":small[:material/info: {texts('drivers.no_cause')}]")
