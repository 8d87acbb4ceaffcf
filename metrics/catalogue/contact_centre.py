"""What happens to contacts: given up, answered in time, passed on, opened again, settled at once; and what they cost."""

from metrics.catalogue.entry import Leg, Metric, Part

# A caller who hangs up within seconds was never waiting; only where the wait is known (docs/definitions.md, "Defaults").
SHORT = "coalesce(is_abandoned AND wait_seconds < {short_abandon}, FALSE)"
SERVICE_CONTACT = "(interaction_type IS NULL OR interaction_type IN ({service_types}))"
FIRST = "coalesce(previous_contact_seconds, {never}) > {fcr_window}"
MATURE = "started_local <= {fcr_mature}"
# A contact that was passed on has several rows, its legs: the contact is the first of them.
FIRST_LEG = "coalesce(leg, 1) = 1"
SHARE = "100e0 * hits / nullif(n, 0)"
FIRST_CONTACT = f"is_person_known AND coalesce(direction, 'inbound') = 'inbound' AND {SERVICE_CONTACT} AND {FIRST}"
NO_REPEAT = "coalesce(next_contact_seconds, {never}) > {fcr_window}"
IMMATURE = Part("immature", f"count_if(NOT ({MATURE}))")
IMMATURE_NOTE = "CASE WHEN immature > 0 THEN 'immature' END"
# Only exports of machines say whether they passed a customer on. Who gave up in a queue met nobody who could resolve anything;
# who left a machine did meet it.
BY_MACHINE = "is_handed_off IS NOT NULL"


def was_served(abandoned: str = "is_abandoned", handed_off: str = "is_handed_off") -> str:
    """SQL for: somebody, or a machine, answered."""
    return f"NOT coalesce({abandoned} AND {handed_off} IS NULL, FALSE)"


def was_settled(
    abandoned: str = "is_abandoned", handed_off: str = "is_handed_off", resolved: str = "is_resolved"
) -> str:
    """SQL for: neither given up nor handed off nor stated unresolved; what nobody states is taken for settled."""
    return f"NOT coalesce({abandoned}, FALSE) AND NOT coalesce({handed_off}, FALSE) AND coalesce({resolved}, TRUE)"


# The three states of a contact with a machine: one of them is true.
ESCALATED, CONTAINED = "is_handed_off", was_settled()
LEFT = "NOT is_handed_off AND (coalesce(is_abandoned, FALSE) OR NOT coalesce(is_resolved, TRUE))"


def share_of_contacts(
    name: str, label: str, better: str, where: str, parts: tuple[Part, ...], description: str, source: str, formula: str,
    note: str = "CAST(NULL AS STRING)", notes: tuple[str, ...] = (), counted: str = "TRUE", value: str = SHARE,
) -> Metric:  # fmt: skip
    """A share of contacts, dated by their start."""
    return Metric(
        name=name, label=label, description=description, unit="percent", better=better, kind="rate",  # type: ignore[arg-type]
        legs=(Leg("interactions", "started_local", parts, where, counted, is_rolled=True),),
        value=value, n="n", interval="wilson", source=source, formula=formula, note=note, notes=notes,
    )  # fmt: skip


METRICS = (
    share_of_contacts(
        "abandonment", "Abandonment", "lower", f"is_abandoned IS NOT NULL AND {FIRST_LEG}",
        (Part("hits", f"count_if(is_abandoned AND NOT {SHORT})"), Part("n", f"count_if(NOT {SHORT})"),
         Part("short_abandons", f"count_if({SHORT})")),
        "Contacts given up in the queue among those offered; very short ones are left out and counted apart. Of a contact"
        " that was passed on the first leg counts: who gives up in the next queue was answered before.",
        "Amazon Connect; short abandons: Calabrio", "100 × given up ÷ (offered − short)",
    ),
    share_of_contacts(
        "service_level", "Service level", "higher",
        f"is_abandoned IS NOT NULL AND (is_abandoned OR wait_seconds IS NOT NULL) AND {FIRST_LEG}",
        (Part("hits", "count_if(NOT is_abandoned AND wait_seconds <= {service_level})"),
         Part("n", f"count_if(NOT {SHORT})"), Part("short_abandons", f"count_if({SHORT})")),
        "Contacts answered within the target among those offered, short abandons left out.",
        "Talkdesk, Service Level; variant «offered»", "100 × answered in time ÷ (offered − short)",
    ),
    share_of_contacts(
        "transfer", "Transfer rate", "lower", f"transfer_count IS NOT NULL AND coalesce(is_abandoned, FALSE) = FALSE AND {FIRST_LEG}",
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
        "fcr", "First-contact resolution", "higher", f"{FIRST_CONTACT} AND {was_served()}",
        (Part("hits", f"count_if({MATURE} AND {NO_REPEAT} AND {was_settled()})"), Part("n", f"count_if({MATURE})"), IMMATURE),
        "First contacts of a known person on a channel that were answered, not handed off by a machine, not stated unresolved, and that no"
        " other on the channel follows within the window. Contacts given up in the queue and the last days of the data are left out.",
        "SQM, first call resolution; no repeat: Genesys Cloud", "100 × resolved and not followed ÷ first contacts answered",
        note=IMMATURE_NOTE, notes=("immature",), counted=MATURE,
    ),
    share_of_contacts(
        "no_repeat_same_channel", "No new contact, same channel", "higher", FIRST_CONTACT,
        (Part("hits", f"count_if({MATURE} AND {NO_REPEAT})"), Part("n", f"count_if({MATURE})"), IMMATURE),
        "First contacts of a known person on a channel that no other on the channel follows within the window, resolved or not; the last"
        " days of the data are left out.",
        "Genesys Cloud, next contact avoidance", "100 × not followed ÷ first contacts",
        note=IMMATURE_NOTE, notes=("immature",), counted=MATURE,
    ),
    *(
        share_of_contacts(
            name, label, better, f"{BY_MACHINE} AND {SERVICE_CONTACT}", (Part("hits", f"count_if({hit})"), Part("n", "count(*)")),
            description, "Chatbotscape, containment against deflection; Amazon Connect", formula,
        )
        for name, label, better, hit, description, formula in (
            ("containment", "Containment", "higher", CONTAINED,
             "Contacts with a machine (bot, voice menu) that it neither passed on to people nor the customer left unserved.",
             "100 × contained ÷ contacts with a machine"),
            ("escalation", "Escalation by machines", "neutral", ESCALATED,
             "Contacts with a machine (bot, voice menu) that it passed on to people.", "100 × passed on ÷ contacts with a machine"),
            ("bot_abandonment", "Abandonment of machines", "lower", LEFT,
             "Contacts with a machine (bot, voice menu) that the customer gave up, or that end stated unresolved, without being passed on.",
             "100 × left ÷ contacts with a machine"),
        )
    ),
    share_of_contacts(
        "resolved_contacts", "Contacts resolved", "higher", f"coalesce(direction, 'inbound') = 'inbound' AND {SERVICE_CONTACT}",
        (Part("hits", "count_if(coalesce(is_resolved, FALSE))"), Part("n", "count(*)"), Part("stated", "count(is_resolved)")),
        "Contacts that the export states resolved among all service contacts of customers, those given up and those of which nothing is"
        " stated among them; empty where nothing is ever stated.",
        "Zendesk, solved tickets; of all contacts", "100 × stated resolved ÷ contacts", value=f"CASE WHEN stated > 0 THEN {SHARE} END",
    ),
    Metric(
        name="cost_per_contact", label="Cost per contact", unit="money", better="lower", kind="rate",
        description="Costs of handling contacts per contact, on the days and channels that have such costs.",
        legs=(
            Leg("daily_costs", "spent_local",
                (Part("cost", "sum(CAST(amount AS DECIMAL(18, 6)))", type="DECIMAL(38, 6)"),
                 Part("currency_low", "min(currency)", "min", "STRING"), Part("currency_high", "max(currency)", "max", "STRING")),
                "cost_kind = 'service'"),
            Leg("interactions", "started_local", (Part("n", "count(*)"),), f"{SERVICE_CONTACT} AND {FIRST_LEG}", has_costs=True, is_rolled=True),
        ),
        value="CASE WHEN currency_low <> currency_high THEN NULL ELSE CAST(cost AS DOUBLE) / nullif(n, 0) END", n="n",
        interval="poisson", source="destinationCRM/Gartner; by channel, bots included", formula="service costs ÷ contacts",
        note="CASE WHEN cost IS NULL THEN 'no costs' WHEN currency_low <> currency_high THEN 'mixed currencies' END",
        unit_part="currency_low", empty_note="no costs", notes=("no costs", "mixed currencies"),
    ),
)  # fmt: skip
