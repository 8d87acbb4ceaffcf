"""Addresses that nobody would type: any value under any parameter of any page. Each draws the page and shows no error.

A case reads MANY addresses as a page does, down to periods, words and numbers, and draws the page of one more.
"""

import logging
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from streamlit.logger import set_log_level
from streamlit.testing.v1 import AppTest

from metrics.catalogue import METRICS
from metrics.semantic.comparison import compare
from pages.parts.formats import format_days
from pages.parts.header import compared_words
from pages.parts.menu import PAGES
from pages.parts.numbers import Published, engine_of, published_version
from pages.parts.page import KnownData, Page, known_data, last_day_of, scope_of, scope_words
from pages.parts.periods import PERIODS
from pages.parts.texts import Texts
from pages.parts.view import MODES, OPENED, read_view, write_query
from tests.attack.hostile_company import ATTRIBUTES, HOSTILE, load_hostile
from tests.attack.result import Report, Result
from warehouse.config.errors import HiloError

PROJECT = Path(__file__).parents[2]
MANY = 40
START = "start"  # the first page under its second address
DAYS = (
    "0001-01-01", "0001-01-02", "9999-12-31", "9999-12-30", "10000-01-01", "1677-09-21", "2262-04-12", "1899-12-31", "2100-01-01",
    "2026-02-30", "2026-W01-1", "20260105", "٢٠٢٦-٠١-٠٥", "２０２６-01-05", "2026-01-05T00:00:00", "-0001-01-01", "today", "", "2026-03-29",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "1", "2", "9223372036854775807", "9223372036854775808", "9" * 19, "9" * 5000, "1e9", "٣", "²", "1_000", " 1", "+1", "NaN", "0x10",
)  # fmt: skip
ITEMS = ("path-1-is-is", "path-1-any-left", "path-9-other-other", "path-٣-is-is", "path--1--", "stage-all", "stage-open", "drop_off", "drivers.churn.x",
         "drivers..", "driver.churn.topic", "...", "-", "-proposals", "a" * 60, "a" * 61)  # fmt: skip
TEXTS = (
    "\0",
    "\ud800",
    "\U0010ffff",
    "x" * 100_000,
    "é" * 40_000,
    "%00",
    "../../etc/passwd",
    "nobody",
    "__class__",
    "attribute.",
    "in.",
    "'",
)
NAMES = (
    "lang",
    "period",
    "from",
    "to",
    "metric",
    "measure",
    "rank",
    "by",
    "sheet",
    "person",
    "matter",
    "mode",
    "chosen",
    "item",
)
Query = dict[str, list[str]]


def run(cases: int, seed: int, report: Report) -> Result:
    """Attack the pages of a hostile company with that many cases."""
    with tempfile.TemporaryDirectory(prefix="hilo-addresses-") as folder:
        return attack_pages(load_hostile(Path(folder) / "home"), cases, seed, report)


def attack_pages(home: Path, cases: int, seed: int, report: Report) -> Result:
    """Attack the pages of a home; the case of a number and seed is always the same."""
    failures: list[str] = []
    with reading_from(home):
        published = published_version()
        known = known_data(published, engine_of(published))
        for number in range(cases):
            made = random.Random(f"{seed}/{number}")
            for found in case_failures(made, published, known):
                failures.append(f"case {number} of seed {seed}: {found}")
                report(failures[-1])
            if number and number % 50 == 0:
                report(f"address: {number:,} of {cases:,} cases")
    return Result(cases, failures)


def case_failures(made: random.Random, published: Published, known: KnownData) -> Iterator[str]:
    """One line for each address of the case at which something goes wrong."""
    for _ in range(MANY):
        query = any_query(made, known)
        if said := reading_failure(published, known, query, made.choice(list(METRICS))):
            yield f"reading {shortened(query)}: {said}"
    page, query = made.choice([*PAGES, START]), any_query(made, known)
    if said := drawing_failure(page, query):
        yield f"drawing {page} {shortened(query)}: {said}"


def any_query(made: random.Random, known: KnownData) -> Query:
    """A few parameters with any values, most of them of a kind that fits."""
    names = [
        *NAMES,
        *(name for name in known.dimensions),
        *(OPENED + name for name in known.dimensions),
        "colour",
        *TEXTS[:4],
    ]
    chosen = made.sample(names, made.randint(1, 5))
    if made.random() < 0.4:
        chosen += ["from", "to"]
    query = {name: any_values(made, known, name) for name in chosen}
    if made.random() < 0.1 and "from" in query:
        query["to"] = query["from"]
    return query


def any_values(made: random.Random, known: KnownData, name: str) -> list[str]:
    """Values under a name: fitting, absurd, or thousands of them."""
    fitting = fitting_values(known, name.removeprefix(OPENED))
    if made.random() < 0.02:
        return [f"{made.choice(HOSTILE)}{number}" for number in range(3000)] + fitting[:3000]
    pool: Sequence[str] = (
        fitting if fitting and made.random() < 0.75 else (*TEXTS, *HOSTILE, *DAYS, *NUMBERS, *ATTRIBUTES)
    )
    return [made.choice(pool) for _ in range(made.choice((1, 1, 1, 2, 5)))]


def fitting_values(known: KnownData, name: str) -> list[str]:
    """What the parameter is made for."""
    if name in ("from", "to"):
        near = date(2026, 1, 5)
        return [*DAYS, *((near + timedelta(days=days)).isoformat() for days in (0, 1, 30, 100))]
    own = {
        "lang": known.languages, "period": (*PERIODS, "own"), "metric": known.metrics, "measure": ("waited", "contacts"), "rank": ("forced",),
        "by": known.dimensions, "sheet": NUMBERS, "person": NUMBERS, "matter": NUMBERS, "mode": MODES, "chosen": ITEMS, "item": ITEMS,
    }  # fmt: skip
    return list(own[name]) if name in own else known.values(name) if name in known.dimensions else []


def reading_failure(published: Published, known: KnownData, query: Query, metric: str) -> str:
    """What goes wrong when the query is read and its numbers are computed; empty: nothing."""
    try:
        for language in known.languages:
            view = read_view(query, known, language)
            engine = engine_of(published)
            day = last_day_of(engine)
            page = Page("overview", view, Texts(view.language), known, published, scope_of(view, day), day)
            compared_words(page)
            scope_words(page, page.opened)
            format_days(page.scope.start, page.scope.end, page.texts)
            again = {name: [value] if isinstance(value, str) else value for name, value in write_query(view).items()}
            if read_view(again, known, language) != view:
                return "the address that the page writes is another view"
        compare(engine, metric, replace(page.scope, filters=()), [])
    except HiloError:
        return ""  # a sentence
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    return ""


def drawing_failure(name: str, query: Query) -> str:
    """What a reader would see go wrong on the page; empty: nothing."""
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=120)
    for parameter, values in as_sent(query).items():
        app.query_params[parameter] = values
    try:
        (app if name == START else app.switch_page(f"pages/{name}.py")).run()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    if app.exception:
        return f"{app.exception[0].message[:200]}"
    if app.error:
        return f"error {app.error[0].value[:200]}"
    return "" if app.title else "no title"


def as_sent(query: Query) -> Query:
    """The query as it comes out of a URL: bytes that are no UTF-8 are replaced there."""
    return parse_qs(urlencode(query, doseq=True, errors="surrogatepass"), keep_blank_values=True)


@contextmanager
def reading_from(home: Path) -> Iterator[None]:
    """The pages read this home meanwhile, and Streamlit does not miss a browser."""
    before = os.environ.get("HILO_HOME")
    set_log_level(logging.CRITICAL)
    os.environ["HILO_HOME"] = str(home)
    try:
        yield
    finally:
        set_log_level(logging.INFO)
        if before is None:
            del os.environ["HILO_HOME"]
        else:
            os.environ["HILO_HOME"] = before


def shortened(query: Query) -> str:
    """The query for a line of the report."""
    return ascii({name[:40]: [value[:40] for value in values[:3]] for name, values in query.items()})
