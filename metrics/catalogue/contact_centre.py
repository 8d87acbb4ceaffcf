"""What happens to contacts: given up, answered in time, passed on, opened again, settled at once; and what they cost."""

from metrics.catalogue.entry import Leg, Metric, Part

# A caller who hangs up within seconds was never waiting; only where the wait is known (docs/definitions.md, "Defaults").
SHORT = "coalesce(is_abandoned AND wait_seconds < {short_abandon}, FALSE)"
SERVICE_CONTACT = "(interaction_type IS NULL OR interaction_type IN ({service_types}))"
FIRST = "coalesce(previous_contact_seconds, {never}) > {fcr_window}"
MATURE = "started_local <= {fcr_mature}"
SHARE = "100e0 * hits / nullif(n, 0)"


def share_of_contacts(
    name: str, label: str, better: str, where: str, parts: tuple[Part, ...], description: str, source: str, formula: str,
    note: str = "CAST(NULL AS STRING)", notes: tuple[str, ...] = (), counted: str = "TRUE",
) -> Metric:  # fmt: skip
    """A share of contacts, dated by their start."""
    return Metric(
        name=name, label=label, description=description, unit="percent", better=better, kind="rate",  # type: ignore[arg-type]
        legs=(Leg("interactions", "started_local", parts, where, counted, is_rolled=True),),
        value=SHARE, n="n", interval="wilson", source=source, formula=formula, note=note, notes=notes,
    )  # fmt: skip


METRICS = (
    share_of_contacts(
        "abandonment", "Abandonment", "lower", "is_abandoned IS NOT NULL",
        (Part("hits", f"count_if(is_abandoned AND NOT {SHORT})"), Part("n", f"count_if(NOT {SHORT})"),
         Part("short_abandons", f"count_if({SHORT})")),
        "Contacts given up in the queue among those offered; very short ones are left out and counted apart.",
        "Amazon Connect; short abandons: Calabrio", "100 × given up ÷ (offered − short)",
    ),
    share_of_contacts(
        "service_level", "Service level", "higher",
        "is_abandoned IS NOT NULL AND (is_abandoned OR wait_seconds IS NOT NULL)",
        (Part("hits", "count_if(NOT is_abandoned AND wait_seconds <= {service_level})"),
         Part("n", f"count_if(NOT {SHORT})"), Part("short_abandons", f"count_if({SHORT})")),
        "Contacts answered within the target among those offered, short abandons left out.",
        "Talkdesk, Service Level; variant «offered»", "100 × answered in time ÷ (offered − short)",
    ),
    share_of_contacts(
        "transfer", "Transfer rate", "lower", "transfer_count IS NOT NULL AND coalesce(is_abandoned, FALSE) = FALSE",
        (Part("hits", "count_if(transfer_count >= 1)"), Part("n", "count(*)")),
        "Handled contacts that were passed on at least once.", "Zendesk; Amazon Connect", "100 × passed on ÷ handled",
    ),
    share_of_contacts(
        "reopen", "Re-open rate", "lower",
        "reopen_count IS NOT NULL AND (coalesce(is_resolved, FALSE) OR resolution_seconds IS NOT NULL)",
        (Part("hits", "count_if(reopen_count >= 1)"), Part("n", "count(*)")),
        "Solved contacts that were opened again at least once.", "Kaizo, Reopen Rate", "100 × opened again ÷ solved",
    ),
    share_of_contacts(
        "fcr", "First-contact resolution", "higher",
        f"is_person_known AND coalesce(direction, 'inbound') = 'inbound' AND {SERVICE_CONTACT} AND {FIRST}",
        (Part("hits", f"count_if({MATURE} AND coalesce(next_contact_seconds, {{never}}) > {{fcr_window}})"),
         Part("n", f"count_if({MATURE})"), Part("immature", f"count_if(NOT ({MATURE}))")),
        "First contacts of a known person on a channel that no other follows within the window; the last days of the data are left out.",
        "Genesys Cloud, next contact avoidance", "100 × not followed ÷ first contacts",
        note="CASE WHEN immature > 0 THEN 'immature' END", notes=("immature",), counted=MATURE,
    ),
    Metric(
        name="cost_per_contact", label="Cost per contact", unit="money", better="lower", kind="rate",
        description="Costs of handling contacts per contact, on the days and channels that have such costs.",
        legs=(
            Leg("daily_costs", "spent_local",
                (Part("cost", "sum(CAST(amount AS DECIMAL(18, 6)))", type="DECIMAL(38, 6)"),
                 Part("currency_low", "min(currency)", "min", "STRING"), Part("currency_high", "max(currency)", "max", "STRING")),
                "cost_kind = 'service'"),
            Leg("interactions", "started_local", (Part("n", "count(*)"),), SERVICE_CONTACT, has_costs=True, is_rolled=True),
        ),
        value="CASE WHEN currency_low <> currency_high THEN NULL ELSE CAST(cost AS DOUBLE) / nullif(n, 0) END", n="n",
        interval="poisson", source="destinationCRM/Gartner; by channel, bots included", formula="service costs ÷ contacts",
        note="CASE WHEN cost IS NULL THEN 'no costs' WHEN currency_low <> currency_high THEN 'mixed currencies' END",
        unit_part="currency_low", empty_note="no costs", notes=("no costs", "mixed currencies"),
    ),
)  # fmt: skip
