"""The weeks before and after an action that are compared: whole weeks, Monday to Monday, and none that is both."""

from dataclasses import dataclass
from datetime import date, timedelta

from metrics.catalogue.periods import first_day
from warehouse.actions.action import Action

MOST_WEEKS = 26  # before and after: what is longer ago says little about now
LEAST_BEFORE, LEAST_AFTER = 8, 3
USUAL_HORIZON = 12  # weeks after the start at which an action without a due date is judged
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Window:
    """Half-open weeks. The week in which the start falls, unless it starts on a Monday, and those of settling are in neither.

    `horizon`: so many weeks after the settling the judgement is meant for; `after` is never longer.
    """

    before: tuple[date, date]
    after: tuple[date, date]
    horizon: int

    @property
    def weeks_after(self) -> int:
        """Whole weeks of data after the start."""
        return (self.after[1] - self.after[0]).days // 7

    def number(self, monday: date) -> int:
        """How many weeks after the first of `after`; negative before."""
        return (monday - self.after[0]).days // 7

    @property
    def mondays(self) -> tuple[list[date], list[date]]:
        """The weeks before, and those after."""
        return list_mondays(*self.before), list_mondays(*self.after)


def window_of(action: Action, last_day: date, first: date | None = None) -> Window | None:
    """The weeks for an action on data that end on `last_day` (and begin on `first`); NULL where it has no date."""
    if action.starts_on is None:
        return None
    end_before = first_day("week", action.starts_on)
    start_before = end_before - MOST_WEEKS * WEEK
    if first:
        start_before = max(start_before, monday_from(first))
    start_after = monday_from(action.starts_on + timedelta(days=action.settle_days))
    horizon = horizon_of(action, start_after)
    ends = [end_of_whole_weeks(last_day), start_after + horizon * WEEK]
    if action.stopped_on:
        ends.append(first_day("week", action.stopped_on))
    end_before = min(end_before, end_of_whole_weeks(last_day))  # of an action that is still to come
    return Window((min(start_before, end_before), end_before), (start_after, max(start_after, min(ends))), horizon)


def horizon_of(action: Action, start_after: date) -> int:
    """Weeks from the end of settling to the due date, within 3 and 26; the usual ones without a date."""
    if action.due_on is None:
        return USUAL_HORIZON
    return min(max((action.due_on - start_after).days // 7, LEAST_AFTER), MOST_WEEKS)


def monday_from(day: date) -> date:
    """The day if it is a Monday, else the Monday after."""
    return day + timedelta(days=-day.weekday() % 7)


def end_of_whole_weeks(last_day: date) -> date:
    """The Monday after the last week that the data fill: a week whose Sunday has data is whole."""
    return first_day("week", last_day + timedelta(days=1))


def list_mondays(start: date, end: date) -> list[date]:
    """Every Monday in [start, end)."""
    return [start + number * WEEK for number in range((end - start).days // 7)]
