"""Driving a real browser: start the app as a user would, wait until a page stands still, click as a reader does."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Playwright

PROJECT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STILL = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-stale="true"], [data-testid=stSkeleton], [data-testid=stSpinner]')
    && document.querySelector('h1') !== null;
}"""
# The state stays notRunning for some milliseconds after a click, so the run itself must have been seen.
WATCH = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  window.runSeen = false;
  new MutationObserver(() => { if (app.dataset.testScriptState !== 'notRunning') window.runSeen = true; })
    .observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] });
}"""


def launch_browser(playwright: Playwright) -> Browser:
    """Playwright's own Chromium where it is installed, else the system's. Fails, and says how to get one, without any."""
    own = Path(playwright.chromium.executable_path)
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    path = str(own) if own.exists() else system
    assert path, "no browser: run scripts/install_browser.sh or install the package chromium"
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


@contextmanager
def running_app(home: Path, zone: str) -> Iterator[str]:
    """The address of the app on a free port, served by Streamlit's own command."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"],
        cwd=PROJECT, env=os.environ | {"HILO_HOME": str(home), "HILO_TIMEZONE": zone},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        said = []
        for line in server.stdout:
            said.append(line)
            if "URL:" in line:
                break
        assert server.poll() is None, "".join(said)
        address = f"http://127.0.0.1:{port}"
        assert urllib.request.urlopen(f"{address}/_stcore/health").read() == b"ok"
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_still(page: Page) -> None:
    """Wait until the script has run, the connection stands and nothing is stale."""
    page.wait_for_function(STILL, timeout=30_000)


def go(page: Page, address: str) -> None:
    """Open an address and wait for the page."""
    page.goto(address)
    wait_still(page)


@contextmanager
def rerun(page: Page) -> Iterator[None]:
    """Wait for the run that the action inside starts, and for its end."""
    page.evaluate(WATCH)
    yield
    page.wait_for_function("() => window.runSeen !== false", timeout=30_000)  # undefined: the page was loaded anew
    wait_still(page)


def wait_query(page: Page, query: dict[str, list[str]]) -> None:
    """Wait until the address bar has these parameters."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query, keep_blank_values=True) == query, timeout=20_000)


def keyed(key: str) -> str:
    """The selector of an element by its key."""
    return f".st-key-{key}"
