"""Why records are one person's."""

from pages.parts.page import Page


def draw_same_person(page: Page, person_id: int) -> None:
    pass
