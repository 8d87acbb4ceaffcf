"""A sentence for people: English where it is written, with named values, so that catalogues can hold its translation."""


def sentence(template: str, **values: object) -> str:
    """The template with its values filled in. Without values nothing is filled in: a ready text may hold braces.

    The text is what is stored and handed on, from process to process and into logs; warehouse/wording finds the template
    that made it, and says it in the reader's language.
    """
    return template.format(**values) if values else template
