"""Names that somebody wrote to do harm are words on every page: no script, link, picture or markup is made of them."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page, sync_playwright

from pages.parts.menu import PAGES
from tests.attack.hostile_company import HOSTILE, LINK, load_hostile
from tests.pages.browser import go, launch_browser, running_app

pytestmark = pytest.mark.browser
OPENED = {"in.channel": "phone", "in.stage": "service", "in.touchpoint": LINK}
# The heaviest of each page: what is opened, every dimension of one's own that the data name.
QUERIES: dict[str, dict[str, str | list[str]]] = {
    "channels": {"by": ["topic", "touchpoint"], "metric": "wait", "in.topic": LINK, "topic": list(HOSTILE[:12])},
    "journey": OPENED,
    "touchpoints": {**OPENED, "metric": "csat"},
    "continuity": {"by": "topic", "in.topic": LINK},
    "paths": {"by": "touchpoint", "item": "path-1-is-any", "in.touchpoint": LINK},
    "customer": {"person": "1"},
    "overview": {"team": list(HOSTILE[:8])},
}
# What must not be in the page: links that run or lead away, pictures from elsewhere, handlers, formulas, colours of the data.
FOREIGN = """() => [...document.querySelectorAll('*')].filter(e => {
  const leads = ['href', 'src', 'xlink:href', 'action'].map(name => e.getAttribute(name)).filter(Boolean);
  return [...e.attributes].some(a => a.name.startsWith('on'))
    || leads.some(url => !['blob:', 'data:'].includes(new URL(url, location).protocol) && new URL(url, location).origin !== location.origin)
    || leads.includes('x') || e.matches('.katex');
}).map(e => e.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str, list[str]]]:
    """A tab, the address of the pages of a hostile company, and everything suspicious that the tab has said so far."""
    home = load_hostile(tmp_path_factory.mktemp("hostile") / "home")
    said: list[str] = []
    with running_app(home, "UTC") as address, sync_playwright() as playwright:
        browser = launch_browser(playwright)
        page = browser.new_page(locale="es-ES", viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
        page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
        page.on("pageerror", lambda error: said.append(f"script error {error}"))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else said.append(asked.url),
        )
        yield page, address, said
        browser.close()


@pytest.mark.parametrize("name", PAGES)
def test_hostile_names_are_words_on_the_page(name: str, served: tuple[Page, str, list[str]]) -> None:
    page, address, said = served
    said.clear()
    query = {"lang": "es", "period": "all", **QUERIES.get(name, {})}
    go(page, f"{address}/{name}?{urlencode(query, doseq=True, quote_via=quote)}")
    page.wait_for_timeout(700)
    assert page.evaluate("document.documentElement.lang") == "es"  # the scripts of the page itself do run
    assert (page.evaluate(FOREIGN), said) == ([], [])
