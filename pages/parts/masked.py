"""What a reader may not see where the installation masks personal data: keys, names, texts and exported lines."""

from pages.parts.page import Page

# Columns that name a person or hold what a person wrote.
PERSONAL = (
    "email", "phone", "customer_id", "vendor_customer_id", "other_keys", "display_name", "city", "birth_date", "comment", "words",
    "record_id", "conversation_id", "case_id", "order_id", "interaction_id", "response_id", "sender", "attributes", "raw",
    "person_id", "contact_id",
)  # fmt: skip


def is_masked(page: Page) -> bool:
    """Whether personal data are masked on this installation (hilo.toml: personal_data = "masked")."""
    return page.engine.settings.personal_data == "masked"


def hidden_columns(page: Page) -> frozenset[str]:
    """The columns of records that a page must leave out: all personal ones where they are masked, else none."""
    return frozenset(PERSONAL) if is_masked(page) else frozenset()
