"""README.md is short, and what it and the other documents link to and tell to type is there."""

import re

import pytest

from tests.docs.blocks import PROJECT, all_pages, section, text_of

MOST_BYTES = 8_192
PERSONAS = 3  # executives, experience managers, everyone who serves a customer
PAGES = all_pages()


def broken_links(page: str, text: str) -> list[str]:
    """Links of the text that lead to no file, as seen from the page."""
    links = re.findall(r"\]\(([^)#]+)", text)
    return [link for link in links if "://" not in link and not (PROJECT / page).parent.joinpath(link).exists()]


def anchors_of(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_readme_is_short() -> None:
    assert (PROJECT / "README.md").stat().st_size < MOST_BYTES


def test_readme_shows_at_most_one_picture_a_persona() -> None:
    assert 1 <= len(re.findall(r"!\[", text_of("README.md"))) <= PERSONAS


def test_readme_leads_to_every_document() -> None:
    linked = set(re.findall(r"\]\((docs/[^)#]+\.md)", text_of("README.md")))
    expected = {page for page in PAGES if page.startswith("docs/") and not page.startswith("docs/decisions/0")}
    assert linked == expected


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = text_of(page)
    assert broken_links(page, text) == []
    anchors = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text)
    for target, anchor in anchors:
        path = (PROJECT / page).parent.joinpath(target).resolve() if target else PROJECT / page
        assert anchor in anchors_of(path.relative_to(PROJECT).as_posix()), (target, anchor)


def test_a_link_that_leads_nowhere_is_found() -> None:
    assert broken_links("docs/loading.md", "[a](mapping.md) [b](nothing.md) [c](https://example.com)") == ["nothing.md"]


def test_every_picture_is_shown_somewhere() -> None:
    shown = {name for page in PAGES for name in re.findall(r"!\[[^\]]*\]\((?:docs/)?([\w-]+\.\w+)\)", text_of(page))}
    assert {path.name for path in (PROJECT / "docs").iterdir() if path.suffix in (".png", ".svg")} == shown


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_that_is_named_is_there(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    typed = re.findall(r"(?:`|^)make ([a-z-]+)\b", text_of(page), re.MULTILINE)
    assert set(typed) <= targets


def test_the_pages_listed_are_those_of_the_menu() -> None:
    names = dict(re.findall(r'msgid "nav\.(\w+)"\nmsgstr "(.+)"', text_of("pages/texts/en.po")))
    files = {path.stem for path in (PROJECT / "pages").glob("*.py")} - {"__init__"}
    listed = re.findall(r"^\| ([A-Z][^|]+) \|", text_of("docs/pages.md"), re.MULTILINE)
    assert {name for cell in listed for name in cell.split(", ")} == {names[file] for file in files}


def test_readme_begins_with_the_two_commands() -> None:
    assert {"make run", "make test"} <= set(re.findall(r"make \w+", section("README.md", "Two commands")))
