"""What a reader's browser has to do, page by page: python -m tests.bench.browser [PAGE…], on the home of HILO_HOME.

first MB: bytes over the wire of a first visit, empty browser; title, last: milliseconds of that visit until the title stands and until
the last change of the page; switch: the same to it from another page, seen before; filter: to a filter that no cache knows; top:
pixels before the content, by the width of the window; words: on the first screen of 1440 × 900; cpu: processor seconds of the server
for the first visit. Milliseconds depend on what else the machine does; bytes, pixels and words do not.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pages.parts.menu import PAGES
from tests.pages.browser import go, launch_browser, running_app, wait_still
from warehouse.config.settings import load_settings

WIDTHS = (1440, 1024, 400)
QUIET_MS = 1200  # without a change after which a page stands still
COUNTRIES = ("AR", "UY", "CL", "PE", "MX", "CO")
# Notes when the title and the last change came. The clock of the visit starts with the document, that of a click with `clicked`.
NOTE_CHANGES = """
window.lastChange = window.titleAt = 0; window.clickedAt = 0;
new MutationObserver(() => {
  window.lastChange = performance.now();
  if (!window.titleAt && document.querySelector('h1')) window.titleAt = performance.now();
}).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
"""
# As the browser's own back and forward do; the same whatever the page's controls look like.
GO_TO = """address => {
  window.clickedAt = window.lastChange = performance.now();
  history.pushState({}, '', address);
  window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
}"""
TOP = """() => {
  const seen = [...document.querySelectorAll('[data-testid=stMain] *')].filter(e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return box.height >= 60 && box.width >= 150 && parseFloat(style.borderTopWidth) >= 1 && style.borderTopStyle !== 'none'
      && !e.closest('[class*="st-key-header"], [class*="st-key-filters"]');
  });
  return Math.round(Math.min(...seen.map(e => e.getBoundingClientRect().top + document.querySelector('[data-testid=stMain]').scrollTop)));
}"""
WORDS = """() => {
  let count = 0;
  const read = root => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        const range = document.createRange(); range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        const shown = box.width > 1 && box.height > 1 && box.top < innerHeight && box.bottom > 0;
        if (shown && !node.parentElement?.closest('[data-testid=stIconMaterial], script, style'))
          count += node.textContent.split(/\\s+/).filter(word => /[\\p{L}\\p{N}]/u.test(word)).length;
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        if (getComputedStyle(node).visibility !== 'hidden') { read(node); if (node.shadowRoot) read(node.shadowRoot); }
      }
    }
  };
  read(document.body);
  return count;
}"""


def main() -> None:
    """Measure the pages and print a line each."""
    parser = argparse.ArgumentParser(description="What a reader's browser has to do, page by page.")
    parser.add_argument("pages", nargs="*", default=list(PAGES))
    asked = parser.parse_args().pages
    settings = load_settings()
    home = Path(os.environ.get("HILO_HOME", ".hilo"))
    print(f"{'page':12s} first MB  title   last  switch  filter   top {' '.join(map(str, WIDTHS)):14s} words  cpu s")
    with running_app(home, settings.timezone) as address, sync_playwright() as playwright:
        browser = launch_browser(playwright)
        visit(browser, address, "definitions")  # the server's own first time
        for number, name in enumerate(asked):
            print_page(browser, address, name, COUNTRIES[number % len(COUNTRIES)])


def print_page(browser: Browser, address: str, name: str, country: str) -> None:
    """One line."""
    visit(browser, address, name)  # fills the caches of numbers
    before = server_seconds()
    megabytes, title, last = visit(browser, address, name)
    spent = server_seconds() - before
    with new_page(browser) as page:
        go(page, f"{address}/{'data' if name != 'data' else 'identity'}?lang=es")
        switched(page, f"/{name}?lang=es")
        switched(page, "/data?lang=es")
        switch = switched(page, f"/{name}?lang=es")
        words = page.evaluate(WORDS)
        tops = [top_at(page, width) for width in WIDTHS]
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        filtered = switched(page, f"/{name}?lang=es&country={country}&channel=chat&channel=phone&channel=email")
    print(
        f"{name:12s} {megabytes:8.2f} {title:6.0f} {last:6.0f} {switch:7.0f} {filtered:7.0f}       "
        f"{' '.join(f'{top:4d}' for top in tops)} {words:5d} {spent:6.2f}",
        flush=True,
    )


@contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    """A tab of a reader who was never here."""
    context: BrowserContext = browser.new_context(locale="es-ES", viewport={"width": WIDTHS[0], "height": 900})
    context.add_init_script(NOTE_CHANGES)
    yield context.new_page()
    context.close()


def visit(browser: Browser, address: str, name: str) -> tuple[float, float, float]:
    """A first visit: megabytes over the wire, milliseconds until the title and until the last change."""
    with new_page(browser) as page:
        network = page.context.new_cdp_session(page)
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        network.on(
            "Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"]) * 3 / 4)
        )
        network.send("Network.enable")
        page.goto(f"{address}/{name}?lang=es")
        settle(page)
        return sum(sizes) / 1e6, page.evaluate("window.titleAt"), page.evaluate("window.lastChange")


def switched(page: Page, address: str) -> float:
    """Milliseconds from going to an address in the open page until the last change."""
    page.evaluate(GO_TO, address)
    page.wait_for_timeout(200)
    settle(page)
    return float(page.evaluate("window.lastChange - window.clickedAt"))


def settle(page: Page) -> None:
    """Wait until the script has run and nothing has changed for a while."""
    while True:
        wait_still(page)
        quiet = page.evaluate("performance.now() - window.lastChange")
        if quiet >= QUIET_MS:
            return
        page.wait_for_timeout(QUIET_MS - quiet + 20)


def top_at(page: Page, width: int) -> int:
    """Pixels before the content in a window of the width."""
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
    return int(page.evaluate(TOP))


def server_seconds() -> float:
    """Processor seconds of the processes that this one has started; 0 where the system does not say."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = stat.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and b"streamlit" in command:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
