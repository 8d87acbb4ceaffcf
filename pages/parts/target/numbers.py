"""What the target page shows, for one version: proposals, what is chosen of them, planned actions, and the map that they lead to."""

from dataclasses import dataclass

import msgspec
import polars as pl
import streamlit as st

from metrics.analyses.proposals.proposal import Proposal
from metrics.analyses.target_map.money import MoneySum, total_costs, total_savings
from metrics.analyses.target_map.planned import Aside, planned_by_actions, planned_by_proposals
from metrics.analyses.target_map.target_map import TargetMap, target_map
from metrics.semantic.scope import Scope
from pages.parts.journey.numbers import mapped
from pages.parts.numbers import Published, engine_of
from pages.parts.page import Page
from pages.parts.proposals.numbers import proposals_in
from pages.parts.target.choice import acting_actions, chosen_proposals
from warehouse.actions.action import Action
from warehouse.actions.log import current_actions


@dataclass(frozen=True)
class Target:
    """Everything that the page and its exports say. `touchpoints`, `stages`: today's journey map; `changes`: today and expected."""

    proposals: tuple[Proposal, ...]
    chosen: tuple[Proposal, ...]
    actions: tuple[Action, ...]
    acting: tuple[Action, ...]
    changes: TargetMap
    savings: tuple[MoneySum, ...]
    costs: tuple[MoneySum, ...]
    touchpoints: pl.DataFrame
    stages: pl.DataFrame

    @property
    def metrics(self) -> list[str]:
        """Metrics that change, those of which the whole is known first."""
        rows = self.changes.rows.filter(pl.col("difference").is_not_null())
        whole = rows.filter(pl.col("level") == "total")["metric"].unique(maintain_order=True).to_list()
        return list(dict.fromkeys([*whole, *rows["metric"].to_list()]))


def read_target(page: Page) -> Target:
    """What is chosen on the page, and what it leads to. Raises HiloError when the file of actions is damaged."""
    proposals = proposals_in(page.published, page.scope).proposals
    actions = planned_actions(page)
    chosen, acting = chosen_proposals(page.view, proposals), acting_actions(page.view, actions)
    changes, savings, costs = expected_of(
        page.published, page.scope, tuple(one.id for one in chosen), msgspec.json.encode(acting)
    )
    touchpoints, stages = mapped(page.published, page.scope), mapped(page.published, page.scope, ("stage",))
    return Target(proposals, chosen, actions, acting, changes, savings, costs, touchpoints, stages)


def planned_actions(page: Page) -> tuple[Action, ...]:
    """Actions that have not begun by the end of the data: what is in force is in today's numbers already."""
    return tuple(entry.action for entry in current_actions() if entry.action.status_on(page.last_day) == "planned")


@st.cache_data(max_entries=100, show_spinner=False)
def expected_of(
    published: Published, scope: Scope, chosen: tuple[str, ...], actions: bytes
) -> tuple[TargetMap, tuple[MoneySum, ...], tuple[MoneySum, ...]]:
    """The expected map, what the chosen proposals save and what they cost."""
    engine = engine_of(published)
    proposals = [one for one in proposals_in(published, scope).proposals if one.id in chosen]
    by_actions, aside = planned_by_actions(engine, scope, msgspec.json.decode(actions, type=list[Action]))
    changes = target_map(engine, scope, [*planned_by_proposals(proposals), *by_actions])
    every: tuple[Aside, ...] = (*aside, *changes.aside)
    return TargetMap(changes.rows, every), total_savings(engine, scope, proposals), total_costs(proposals)
