"""The pages in their groups, and the mark of all of them."""

from pathlib import Path

MARK = Path(__file__).with_name("hilo.png")
# The question that a group of pages answers, and its pages; the first one is where the group's link leads.
GROUPS = {
    "summary": {
        "overview": ":material/dashboard:",
        "omnichannel": ":material/hub:",
    },
    "journey": {
        "journey": ":material/map:",
        "touchpoints": ":material/heart_broken:",
        "paths": ":material/route:",
        "continuity": ":material/conversion_path:",
    },
    "decide": {
        "actions": ":material/checklist:",
        "target": ":material/flag:",
    },
    "analyse": {
        "channels": ":material/query_stats:",
        "customer": ":material/person_search:",
        "identity": ":material/fingerprint:",
    },
    "trust": {
        "data": ":material/database:",
        "load": ":material/upload_file:",
        "mapping": ":material/schema:",
        "definitions": ":material/menu_book:",
    },
}
PAGES = {name: icon for pages in GROUPS.values() for name, icon in pages.items()}
START = "start"  # the first page once more, where no address names one
NO_PAGE = "no_page"  # in an address: the page that was asked for and does not exist
WITHOUT_DATA = ("load", "mapping")  # pages that work before anything is loaded


def group_of(page: str) -> str:
    """The group that a page is of."""
    return next(group for group, pages in GROUPS.items() if page in pages)
