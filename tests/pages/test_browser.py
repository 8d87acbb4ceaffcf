"""The three personas' main paths in a real browser, on the sample company as the real command loaded it."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from pages.parts.menu import PAGES
from tests.pages.browser import go, keyed, launch_browser, rerun, running_app, wait_query, wait_still
from tests.pages.conftest import ZONE
from warehouse.store.versions import copy_current, next_version, publish_version

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample home, because one test publishes another version."""
    copy = tmp_path_factory.mktemp("browser") / "home"
    shutil.copytree(sample_home, copy)
    return copy


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The running app."""
    with running_app(home, ZONE) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        chromium = launch_browser(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader in Madrid who reads Spanish; nothing of another test is left."""
    made = browser.new_context(
        locale="es-ES", timezone_id=ZONE, viewport={"width": 1440, "height": 1000}, reduced_motion="reduce"
    )
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()


def test_an_executive_reads_the_overview_changes_the_language_and_opens_a_number(page: Page, address: str) -> None:
    go(page, address)
    expect(page.locator("h1")).to_have_text("Resumen ejecutivo")
    assert page.evaluate("document.documentElement.lang") == "es"
    with rerun(page):
        page.locator(keyed("language_es")).get_by_text("EN", exact=True).click()
    expect(page.locator("h1")).to_have_text("Overview")
    wait_query(page, {"lang": ["en"]})
    with rerun(page):
        page.locator(keyed("how_nps")).get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("100 × (promoters − detractors) ÷ answers")
    with rerun(page):
        dialog.get_by_role("tab", name="SQL as run").click()
    expect(dialog).to_contain_text("FROM responses")
    with rerun(page):
        dialog.get_by_role("tab", name="Rows behind it").click()
    expect(dialog).to_contain_text(re.compile(r"The newest 500 of \d+ stored records"))
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()


def test_a_manager_clicks_a_cell_and_reads_its_contacts_and_comments(page: Page, address: str) -> None:
    go(page, f"{address}/touchpoints?lang=es&metric=csat")
    page.locator(keyed("map_es_csat")).scroll_into_view_if_needed()
    cells = page.locator(f"{keyed('map_es_csat')} .nsewdrag").bounding_box()
    assert cells
    with rerun(page):  # the first row is the first channel, phone; the last column the last stage that has answers
        page.mouse.click(cells["x"] + cells["width"] - 20, cells["y"] + 12)
    wait_query(page, {"lang": ["es"], "metric": ["csat"], "in.channel": ["phone"], "in.stage": ["service"]})
    opened = page.locator(keyed("opened_card"))
    expect(opened.locator("h2")).to_have_text("Contactos de Teléfono · Servicio")
    expect(opened).to_contain_text(re.compile(r"«.+»[\s\S]*línea \d+"))
    with rerun(page):
        page.locator(keyed("opened_card")).get_by_role("tab", name="Contactos").click()
    expect(page.locator(keyed("opened_card")).get_by_test_id("stDataFrame")).to_be_visible()


def test_a_manager_opens_a_touchpoint_of_the_journey_map_by_click_and_by_key(page: Page, address: str) -> None:
    go(page, f"{address}/journey?lang=es")
    journey = page.locator(keyed("journey_card"))
    expect(journey.locator(".stage h3").first).to_have_text("Descubrimiento")
    worst = journey.locator(".stop.negative").first
    expect(worst).to_contain_text("negativo")
    name = worst.locator("a.name").inner_text()
    with rerun(page):
        worst.click()
    page.wait_for_url(re.compile(r"in\.stage=.+in\.channel=.+in\.touchpoint="))
    opened = page.locator(keyed("stop_card"))
    expect(opened.locator("h2").first).to_contain_text(name)
    expect(opened).to_contain_text(re.compile(r"«.+»[\s\S]*línea \d+"))
    with rerun(page):
        opened.get_by_role("tab", name="Caminos que pasan por aquí").click()
    expect(opened.get_by_test_id("stDataFrame")).to_have_count(2)
    other = journey.locator(".stop.positive a.name").first
    other.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.locator(keyed("stop_card")).locator("h2").first).to_contain_text(other.inner_text())
    with rerun(page):
        page.go_back()
    expect(page.locator(keyed("stop_card")).locator("h2").first).to_contain_text(name)


def test_on_a_phone_the_stages_of_the_map_stand_below_each_other(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": 400, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    go(page, f"{address}/journey?lang=en")
    heads = page.locator(f"{keyed('journey_card')} .stage h3")
    expect(heads.first).to_be_visible()
    places = [box for box in (heads.nth(at).bounding_box() for at in range(heads.count())) if box]
    assert len({round(box["x"]) for box in places}) == 1
    assert [box["y"] for box in places] == sorted({box["y"] for box in places})
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
    context.close()


HOP_PLACE = """([start, end]) => {
  const plot = document.querySelector('.st-key-hops_es_hops .js-plotly-plot'), box = plot.getBoundingClientRect();
  const squares = plot.data.find((trace) => trace.mode === 'markers'), { xaxis, yaxis } = plot._fullLayout;
  const ends = squares.customdata.map((pair) => pair.join()), first = ends.indexOf([start, end].join());
  const place = first + Math.floor(ends.filter((pair) => pair === [start, end].join()).length / 2);
  return [box.x + xaxis._offset + xaxis.d2p(squares.x[place]), box.y + yaxis._offset + yaxis.d2p(squares.y[place])];
}"""


def test_a_manager_opens_a_hop_reads_its_matters_and_steps_back(page: Page, address: str) -> None:
    go(page, f"{address}/continuity?lang=es")
    page.locator(keyed("hops_es_hops")).scroll_into_view_if_needed()
    with rerun(page):
        page.mouse.click(*page.evaluate(HOP_PLACE, ["chatbot", "phone"]))
    opened = {"lang": ["es"], "in.from_channel": ["chatbot"], "in.to_channel": ["phone"]}
    wait_query(page, opened)
    matters = page.locator(keyed("matters_card"))
    expect(matters.locator("h2")).to_have_text("Asuntos: Chatbot → Teléfono")
    expect(matters).to_contain_text(re.compile(r"asuntos en que este salto ocurre \d+ veces"))
    grid = matters.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    with rerun(page):
        grid.click(position={"x": 14, "y": 54})  # the box of the first row
    page.wait_for_url(re.compile(r"matter=\d+"))
    story = page.locator(keyed("story"))
    expect(story.locator("h3")).to_contain_text("contactos")
    expect(story.get_by_role("link", name="Toda la historia del cliente")).to_be_visible()
    with rerun(page):
        page.go_back()
    wait_query(page, opened)
    expect(story).to_have_count(0)
    with rerun(page):
        page.go_back()
    wait_query(page, {"lang": ["es"]})
    expect(page.locator(keyed("matters_card")).locator("h2")).to_have_text("Asuntos de esta selección")


def test_an_analyst_drills_down_and_downloads_what_is_on_the_screen(page: Page, address: str) -> None:
    go(page, f"{address}/channels?lang=en&metric=csat&by=channel&by=segment&channel=phone&channel=email")
    grid = page.locator(f"{keyed('table_card')} canvas table")
    grid.locator("td").first.wait_for(state="attached")
    heads, *shown = grid.evaluate("table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))")
    with page.expect_download() as event:
        page.locator(keyed("download_csat_csv")).get_by_role("button").click()
    text = Path(event.value.path()).read_text(encoding="utf-8-sig")
    exported = list(csv.DictReader(io.StringIO(text)))
    assert {"Reporting zone": ZONE, "Metric": "csat"}.items() <= exported[0].items()
    groups = [(row["Channel"], row["Segment"]) for row in exported]
    assert len(groups) == len(set(groups)) > 3
    assert f"{len(groups)} groups" in page.locator(keyed("table_card")).inner_text()
    assert heads == list(exported[0])[: len(heads)]
    assert [as_numbers(row) for row in shown] == [as_numbers([line[head] for head in heads]) for line in exported]
    expect(page.locator(keyed("rows_card")).get_by_test_id("stDataFrame")).to_be_visible()


def as_numbers(cells: list[str]) -> list[str | float]:
    """The cells, numbers as numbers: a browser writes 70 where the file has 70.0."""
    return [float(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell for cell in cells]


def test_back_and_forward_walk_through_filters_and_pages(page: Page, address: str) -> None:
    go(page, f"{address}/overview?lang=es")
    with rerun(page):
        page.locator(keyed("nav_groups")).get_by_role("link", name="Analizar").click()
    with rerun(page):
        page.locator(keyed("filters_pop")).get_by_role("button").click()
    with rerun(page):
        page.locator(keyed("pick_channel_es")).get_by_role("combobox").click()
        page.get_by_role("option", name="Correo").click()
    wait_query(page, {"lang": ["es"], "channel": ["email"]})
    page.keyboard.press("Escape")
    with rerun(page):
        page.go_back()
    expect(page.locator("h1")).to_have_text("Canales")
    wait_query(page, {"lang": ["es"]})
    with rerun(page):
        page.go_back()
    expect(page.locator("h1")).to_have_text("Resumen ejecutivo")
    with rerun(page):
        page.go_forward()
    with rerun(page):
        page.go_forward()
    expect(page.locator("h1")).to_have_text("Canales")
    wait_query(page, {"lang": ["es"], "channel": ["email"]})
    expect(page.locator(keyed("limit_channel"))).to_contain_text("Correo")


def test_a_deep_link_restores_the_view_and_nothing_is_asked_of_another_machine(
    context: BrowserContext, address: str
) -> None:
    page, foreign, failed = context.new_page(), [], []
    page.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else foreign.append(r.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    go(page, f"{address}/touchpoints?lang=en&period=26w&channel=phone&metric=csat&in.channel=phone&in.stage=service")
    expect(page.locator("h1")).to_have_text("Touchpoints")
    expect(page.locator(keyed("opened_card")).locator("h2")).to_have_text("Contacts of Phone · Service")
    expect(page.locator(keyed("limit_channel"))).to_contain_text("Phone")
    for link, title in (
        ("Summary", "Overview"),
        ("Analyse", "Channels"),
        ("Trust", "Data"),
        ("Definitions", "Definitions"),
    ):
        with rerun(page):
            page.get_by_role("navigation").get_by_role("link", name=link, exact=True).first.click()
        expect(page.locator("h1")).to_have_text(title)
    assert (foreign, failed) == ([], [])


def test_on_a_phone_nothing_is_wider_than_the_screen_and_filters_wait_behind_one_button(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 850}, locale="es-ES")
    for name in PAGES:
        go(page, f"{address}/{name}?lang=es")
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
    go(page, f"{address}/overview?lang=es")
    groups = page.locator(keyed("nav_groups"))
    expect(groups.get_by_role("link", name="Analizar")).to_be_hidden()
    groups.locator("summary").click()
    with rerun(page):
        groups.get_by_role("link", name="Canales").click()
    expect(page.locator("h1")).to_have_text("Canales")
    go(page, f"{address}/overview?lang=es")
    with rerun(page):
        page.locator(keyed("filters_pop")).get_by_role("button").click()
    expect(page.locator(keyed("pick_channel_es"))).to_be_visible()
    page.close()


def test_a_manager_finds_manuel_by_his_phone_reads_his_story_and_opens_the_exported_row(
    page: Page, address: str
) -> None:
    go(page, f"{address}/customer?lang=es")
    with rerun(page):
        page.locator(keyed("find_es")).get_by_role("textbox").fill("+54 9 11 5550-0042")
        page.keyboard.press("Enter")
    expect(page.locator(keyed("person_card")).locator("h2")).to_have_text("Manuel Orbelmber")
    expect(page.locator(keyed("lanes_card")).locator(".js-plotly-plot .main-svg").first).to_be_visible()
    matter = page.locator("[class*=st-key-block_]").filter(has_text="Chatbot → Correo → Teléfono → App → Tienda")
    expect(matter).to_contain_text(re.compile(r"29 minutos después, por correo[\s\S]*en la app[\s\S]*en la tienda"))
    line = matter.locator("[class*=st-key-line_]").filter(has_text="29 minutos después, por correo")
    with rerun(page):
        line.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("tickets.json.gz, línea 1")
    exported = dialog.get_by_test_id("stCode").inner_text()
    assert '"address":"manuel.orbelmber@example.com"' in exported.replace(" ", "")
    assert "manuel.orbelmber@example.com" in exported
    assert exported.count("@example") == 1  # of the line that all tickets share, his alone
    page.keyboard.press("Escape")
    with rerun(page):
        matter.get_by_role("button", name="Solo este asunto").click()
    expect(page.get_by_text("Fuera de los asuntos")).to_have_count(0)
    with rerun(page):
        page.go_back()
    expect(page.get_by_text("Fuera de los asuntos").first).to_be_visible()


def test_a_newly_published_version_shows_without_a_restart(
    page: Page, address: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(page, f"{address}/overview?lang=en")
    before = page.get_by_test_id("stMetricValue").all_inner_texts()
    assert before[1] != "100.0%"
    monkeypatch.setenv("HILO_HOME", str(home))
    number, path = next_version()
    copy_current(path)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE responses SET score = scale_max WHERE metric = 'csat'")
        con.execute("UPDATE version_facts SET value = 'stale' WHERE name = 'rollup_fingerprint'")
    publish_version(number, path, keep=3)
    page.get_by_test_id("stMetricValue").get_by_text("100.0%").first.wait_for(timeout=30_000)
    wait_still(page)
    after = page.get_by_test_id("stMetricValue").all_inner_texts()
    assert (after[0], after[1]) == (before[0], "100.0%")
    page.get_by_test_id("stPopover").get_by_role("button", name="Data to").click()
    expect(page.get_by_text(f"version {number}").first).to_be_visible()
