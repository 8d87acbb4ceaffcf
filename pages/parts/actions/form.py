"""The form in which an action is registered or changed, by hand or from a proposal."""

from datetime import UTC, date, datetime

import msgspec
import streamlit as st

from metrics.analyses.proposals.proposal import Proposal
from metrics.analyses.verdicts.sound import require_known
from metrics.catalogue import METRICS
from pages.parts.actions.draft import Draft, draft_of_action, draft_of_proposal, new_draft, read_action
from pages.parts.actions.numbers import judged_draft, plans_in
from pages.parts.actions.scope_fields import draw_scope
from pages.parts.actions.words import against_words, plan_words, when_words
from pages.parts.formats import plain
from pages.parts.measured import metric_label
from pages.parts.numbers import measured_metrics
from pages.parts.page import Page
from warehouse.actions.action import LONGEST_SETTLING_DAYS, LONGEST_TEXT, LONGEST_TITLE, Action, Compare
from warehouse.actions.log import Entry, change_action, create_action, current_actions
from warehouse.config.errors import HiloError

COMPARE: tuple[Compare, ...] = ("suggested", "stated", "none", "halves")


def draw_new_button(page: Page) -> None:
    """Opens the empty form, with the page's filters as its scope."""
    if st.button(page.texts("action.new"), key="new_action", icon=":material/add:", type="primary"):
        open_form(page, new_draft(page))


def draw_action_form(page: Page, proposal: Proposal | None = None, title: str = "") -> None:
    """The button that makes a proposal an action: it opens the form with what the proposal says; without one, the empty form."""
    if proposal is None:
        draw_new_button(page)
        return
    if st.button(
        page.texts("action.from_proposal"), key=f"act_{proposal.id}", icon=":material/add_task:", type="tertiary"
    ):
        open_form(page, draft_of_proposal(page, proposal, title))
    for made in actions_of(proposal):
        st.badge(page.texts("action.made_of_this", title=plain(made.title)), icon=":material/task_alt:", color="gray")


def actions_of(proposal: Proposal) -> list[Action]:
    """The actions that were made of a proposal and not ended; none when their file cannot be read, which the list below says."""
    try:
        return [e.action for e in current_actions() if e.action.proposal == proposal.id and not e.action.stopped_on]
    except HiloError:
        return []


def draw_change_button(page: Page, entry: Entry) -> None:
    """Opens the form with what the action says now."""
    if st.button(page.texts("action.change"), key=f"change_{entry.action.id}", icon=":material/edit:", type="tertiary"):
        open_form(page, draft_of_action(entry.action), entry)


def open_form(page: Page, draft: Draft, entry: Entry | None = None) -> None:
    """The form in a dialog."""

    @st.dialog(page.texts("action.form_change" if entry else "action.form_new"), width="large")
    def dialog() -> None:
        if draw_form(page, draft, entry):
            st.rerun()

    dialog()


def draw_form(page: Page, draft: Draft, entry: Entry | None = None) -> bool:
    """Fields, the look ahead, and saving; nothing is written before the reader confirms it. Whether something was."""
    texts = page.texts
    filled = draw_fields(page, draft)
    by = st.text_input(texts("action.by"), key="action_by", max_chars=LONGEST_TITLE)
    look, save = st.columns(2)
    wants_look = look.button(
        texts("action.when_told"), key="action_look", icon=":material/search_insights:", width="stretch"
    )
    wants_save = save.button(texts("action.save"), key="action_save", type="primary", width="stretch")
    if not (wants_look or wants_save):
        return False
    try:
        action = read_action(page, filled, draft)
        require_known(action)
        if wants_look:
            draw_outlook(page, action)
            return False
        write_action(action, entry, by.strip() or texts("decide.nameless"))
    except HiloError as error:
        st.warning(plain(texts.said(str(error))))
        return False
    st.toast(texts("action.saved"), icon=":material/check:")
    return True


def draw_fields(page: Page, draft: Draft) -> Draft:
    """The fields, and what stands in them now."""
    texts = page.texts
    title = st.text_input(texts("action.title_field"), draft.title, key="action_title", max_chars=LONGEST_TITLE,
                          placeholder=texts("action.title_example"))  # fmt: skip
    left, right = st.columns(2)
    owner = left.text_input(texts("action.owner"), draft.owner, key="action_owner", max_chars=LONGEST_TITLE)
    names = [
        name for name in measured_metrics(page.published) if METRICS[name].better != "neutral" or name == draft.metric
    ]
    metric = right.selectbox(texts("action.metric"), names, names.index(draft.metric) if draft.metric in names else 0,
                             key="action_metric", format_func=lambda name: metric_label(METRICS[name], texts))  # fmt: skip
    st.markdown(f"**{texts('action.where')}**")
    filters = draw_scope(page, "where", draft.filters)
    days = st.columns(3)
    starts_on = days[0].date_input(texts("action.starts_on"), draft.starts_on, key="action_starts", format="DD/MM/YYYY")
    settle = days[1].number_input(texts("action.settle"), 0, LONGEST_SETTLING_DAYS, draft.settle_days, key="action_settle",
                                  help=texts("action.settle_help"))  # fmt: skip
    due_on = days[2].date_input(texts("action.due_on"), draft.due_on, key="action_due", format="DD/MM/YYYY",
                                help=texts("action.due_help"))  # fmt: skip
    compare = st.radio(texts("action.compare"), COMPARE, COMPARE.index(draft.compare), key="action_compare", horizontal=True,
                       format_func=lambda code: texts(f"action.compare_{code}"), help=texts("action.compare_help"))  # fmt: skip
    comparison = draw_scope(page, "against", draft.comparison) if compare == "stated" else ()
    expected = st.number_input(
        texts("action.expected", unit=typed_unit(page, metric or "")),
        value=draft.expected, key="action_expected", step=1.0, help=texts("action.expected_help"),
    )  # fmt: skip
    note = st.text_area(texts("decide.note"), draft.note, key="action_note", max_chars=LONGEST_TEXT, height=68)
    return Draft(title, owner, metric or "", filters, one_day(starts_on), one_day(due_on), int(settle), compare or "suggested",
                 comparison, expected, note)  # fmt: skip


def typed_unit(page: Page, metric: str) -> str:
    """In what a difference of the metric is typed: minutes, percentage points, its own unit."""
    unit = METRICS[metric].unit if metric else ""
    own = {"seconds": "action.minutes", "percent": "unit.percent_points"}
    return page.texts(own[unit]) if unit in own else page.texts.code("unit", unit)


def one_day(picked: object) -> date | None:
    """The day of a date field."""
    return picked if isinstance(picked, date) else None


def draw_outlook(page: Page, action: Action) -> None:
    """Before anything is written: against whom it would be compared, and when an effect could be told."""
    texts = page.texts
    actions = [entry.action for entry in current_actions()]
    content = msgspec.json.encode([action, *actions]).decode()
    verdict = judged_draft(page.published, content, action, actions)
    said = [against_words(verdict, texts)] if verdict.window else []
    if verdict.why in ("few_before", "few_answers", "not_measured", "no_date", "apart_before"):
        change = verdict.change
        said.append(texts(f"action.why_{verdict.why}", before=change.weeks_before if change else 0, least_before=8))
    said.append(when_words(verdict, texts) if verdict.change else "")
    if verdict.outcome in ("worked", "did_not", "harmed"):
        said.append(texts("action.told_at_once"))
    st.info(" ".join(filter(None, said)), icon=":material/search_insights:")
    if plans := plans_in(page.published, content, action):
        st.markdown("\n".join(f"- {plan_words(plan, texts)}" for plan in plans))


def write_action(action: Action, entry: Entry | None, by: str) -> None:
    """Add the action, or the change to it. Raises HiloError when somebody else changed it meanwhile."""
    now = datetime.now(UTC)
    if entry is None:
        create_action(action, by, now)
    else:
        change_action(action, by, now, entry.number)
