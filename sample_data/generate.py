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
    connect,
    contacts,
    crm,
    forms,
    invitations,
    marketing,
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

SEED = 20260302
EXPORTS = Path(__file__).parent / "exports"


def main(arguments: list[str] | None = None) -> None:
    """Write the exports, or the big table, and say where."""
    parser = argparse.ArgumentParser(prog="python -m sample_data.generate", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder to write to (default: sample_data/exports)")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes another company of the same kind")
    parser.add_argument(
        "--interactions", type=int, help="write this many plain contacts and their mapping file instead"
    )
    options = parser.parse_args(arguments)
    if options.interactions:
        path = write_interactions(options.out or Path(), options.interactions, options.seed)
        print(f"{options.interactions:,} interactions: {path}")
        return
    out = options.out or EXPORTS
    write_exports(out, options.seed)
    print(f"exports of {people.CUSTOMERS:,} customers: {out}")


def write_exports(out: Path, seed: int = SEED) -> None:
    """Write every system's export; each draws from its own stream, so that one can change without the others."""
    customers = people.make_people(Random(f"{seed} people"))
    agents = people.make_agents()
    all_contacts = contacts.make_contacts(Random(f"{seed} contacts"), customers) + story.story_contacts(customers)
    all_contacts.sort(key=lambda contact: (contact.at, contact.person.number))
    visits = invitations.draw_visits(Random(f"{seed} visits"), customers)
    sent = invitations.invite(Random(f"{seed} invitations"), all_contacts + visits)

    phone.write_exports(out / "asterisk", Random(f"{seed} asterisk"), all_contacts, agents)
    connect.write_exports(out / "amazon_connect", Random(f"{seed} connect"), all_contacts, agents)
    tickets.write_exports(out / "zendesk", Random(f"{seed} zendesk"), all_contacts, agents)
    chatbot.write_exports(out / "chatbot", Random(f"{seed} chatbot"), all_contacts)
    whatsapp.write_exports(out / "whatsapp", Random(f"{seed} whatsapp"), customers)
    ratings.write_exports(out / "chatwoot", Random(f"{seed} chatwoot"), all_contacts, agents)
    surveys.write_exports(out / "qualtrics", Random(f"{seed} qualtrics"), sent, customers[0])
    invitations.write_invitations(out / "office", sent)
    forms.write_exports(out / "google_forms", Random(f"{seed} forms"), all_contacts, customers)
    shops.write_exports(out / "shopify", Random(f"{seed} shopify"), customers)
    stores.write_exports(out / "square", Random(f"{seed} square"), customers)
    web.write_exports(out / "ga4", Random(f"{seed} ga4"), customers)
    marketing.write_newsletters(out / "mailchimp", Random(f"{seed} mailchimp"), customers)
    marketing.write_unsubscribed(out / "mailchimp", Random(f"{seed} unsubscribed"), customers)
    marketing.write_ads(out / "meta_ads", Random(f"{seed} meta"))
    crm.write_exports(out / "hubspot", Random(f"{seed} hubspot"), customers)
    billing.write_exports(out / "stripe", Random(f"{seed} stripe"), customers)
    office.write_costs(out / "office", Random(f"{seed} costs"))
    office.write_directory(out / "office", agents)


if __name__ == "__main__":
    main()
