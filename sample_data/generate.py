"""Command line: python -m sample_data.generate writes the exports of the invented company Bruvanta again.

The same seed gives the committed bytes; --interactions N writes that many rows of a plain contact table instead.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

from sample_data import (
    billing,
    chatbot,
    club,
    connect,
    consequences,
    contacts,
    crm,
    families,
    forms,
    handoffs,
    invitations,
    marketing,
    newcomers,
    office,
    people,
    phone,
    ratings,
    shops,
    stores,
    story,
    surveys,
    tickets,
    web,
    whatsapp,
)
from sample_data.bench import write_interactions
from sample_data.identity_truth import Truth

SEED = 20260302
EXPORTS = Path(__file__).parent / "exports"
TRUTH = Path(__file__).parent / "identity_truth.csv.gz"  # outside the exports: nothing loads it


def main(arguments: list[str] | None = None) -> None:
    """Write the exports, or the big table, and say where."""
    parser = argparse.ArgumentParser(prog="python -m sample_data.generate", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder to write to (default: sample_data/exports)")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes another company of the same kind")
    parser.add_argument(
        "--interactions", type=int, help="write this many plain contacts and their mapping file instead"
    )
    parser.add_argument("--families", type=int, default=1, help="this many times as many planted families of each kind")
    parser.add_argument("--truth", type=Path, help="file for whose each record is (default with --out: none)")
    options = parser.parse_args(arguments)
    if options.interactions:
        path = write_interactions(options.out or Path(), options.interactions, options.seed)
        print(f"{options.interactions:,} interactions: {path}")
        return
    out, truth = options.out or EXPORTS, options.truth or (None if options.out else TRUTH)
    owners = write_exports(out, options.seed, options.families)
    print(f"exports of {people.CUSTOMERS:,} customers and planted families: {out}")
    if truth:
        owners.write(truth)
        print(f"whose each record is: {truth}")


def write_exports(out: Path, seed: int = SEED, times: int = 1) -> Truth:
    """Write every system's export; return whose each record is. `times`: so many times the planted families.

    Each export draws from its own stream, so that one can change without the others; what was planted later comes after
    the draws of the rest.
    """
    customers = people.add_homes(Random(f"{seed} homes"), people.make_people(Random(f"{seed} people")))
    agents, truth = people.make_agents(), Truth()
    planted = families.make_families(Random(f"{seed} families"), len(customers), times)
    new = newcomers.make_newcomers(Random(f"{seed} newcomers"))
    drawn = contacts.make_contacts(Random(f"{seed} contacts"), customers) + story.story_contacts(customers)
    drawn.sort(key=lambda contact: (contact.at, contact.person.number))
    drawn, chats, looks = handoffs.open_claims(Random(f"{seed} claims"), drawn)
    warm = handoffs.draw_warm_hand_offs(Random(f"{seed} warm"), customers)
    all_contacts = drawn + warm + chats + planted.contacts
    visits = invitations.draw_visits(Random(f"{seed} visits"), customers)
    sent = invitations.invite(Random(f"{seed} invitations"), drawn + visits)

    phone.write_exports(out / "asterisk", Random(f"{seed} asterisk"), all_contacts, agents, truth)
    connect.write_exports(out / "amazon_connect", Random(f"{seed} connect"), all_contacts, agents, truth)
    tickets.write_exports(out / "zendesk", Random(f"{seed} zendesk"), all_contacts, agents, truth)
    chatbot.write_exports(out / "chatbot", Random(f"{seed} chatbot"), all_contacts, truth)
    whatsapp.write_exports(out / "whatsapp", Random(f"{seed} whatsapp"), customers)
    ratings.write_exports(out / "chatwoot", Random(f"{seed} chatwoot"), all_contacts, agents)
    surveys.write_exports(out / "qualtrics", Random(f"{seed} qualtrics"), sent, customers[0])
    invitations.write_invitations(out / "office", sent)
    forms.write_exports(out / "google_forms", Random(f"{seed} forms"), drawn, customers)
    shops.write_exports(
        out / "shopify",
        Random(f"{seed} shopify"),
        customers,
        planted.orders + consequences.order_after_sales_chat(drawn) + new.orders,
        truth,
    )
    stores.write_exports(out / "square", Random(f"{seed} square"), customers, planted.sales, truth)
    web.write_exports(out / "ga4", Random(f"{seed} ga4"), customers, looks + planted.sessions, truth)
    marketing.write_newsletters(out / "mailchimp", Random(f"{seed} mailchimp"), customers)
    marketing.write_unsubscribed(out / "mailchimp", Random(f"{seed} unsubscribed"), customers, planted.audience, truth)
    marketing.write_ads(out / "meta_ads", Random(f"{seed} meta"))
    crm.write_exports(out / "hubspot", Random(f"{seed} hubspot"), customers + planted.customers + new.customers, truth)
    billing.write_exports(
        out / "stripe",
        Random(f"{seed} stripe"),
        customers,
        planted.subscribers,
        consequences.leave_after_hop(drawn),
        truth,
    )
    club.write_exports(out / "office", Random(f"{seed} club"), customers, planted.members, truth)
    office.write_costs(out / "office", Random(f"{seed} costs"))
    office.write_directory(out / "office", agents)
    return truth


if __name__ == "__main__":
    main()
