"""How much is known of who the customers are: what every number over persons depends on."""

from metrics.catalogue.contact_centre import share_of_contacts
from metrics.catalogue.entry import Part

METRICS = (
    share_of_contacts(
        "coverage", "Coverage", "higher", "TRUE", (Part("hits", "count_if(coalesce(is_person_known, FALSE))"), Part("n", "count(*)")),
        "Contacts that carry a key by which their person is known.", "definition of the product",
        "100 × contacts of known persons ÷ contacts",
    ),
    share_of_contacts(
        "match_rate", "Match rate", "higher", "is_person_known AND is_person_matched IS NOT NULL",
        (Part("hits", "count_if(is_person_matched)"), Part("n", "count(*)")),
        "Contacts of known persons who are also known from a contact, answer, order or the like of another source; a list of customers is none.", "definition of the product",
        "100 × contacts of persons known from two sources or more ÷ contacts of known persons",
    ),
)  # fmt: skip
