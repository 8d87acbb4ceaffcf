"""In a real browser, from an empty installation: a person loads three exports of her own, one of which no source knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.pages.browser import go, keyed, launch_browser, running_app
from tests.pages.conftest import ZONE
from warehouse.inbox.files import list_waiting
from warehouse.store.engine import open_engine

pytestmark = pytest.mark.browser
FILES = {
    "Encuesta de la tienda.csv": """Marca temporal,¿Qué tan satisfecho quedó?,Comentarios,Correo electrónico
2026/03/04 10:00:00,5,Muy amables,ana@example.com
2026/03/05 10:00:00,3,Tardaron,luis@example.com
2026/03/06 11:00:00,nueve,Mal,eva@example.com
""",
    "Chat de WhatsApp con Ana.txt": """4/3/26, 10:15 - Ana: Hola, ¿tienen stock?
4/3/26, 10:20 - Tienda Centro: Hola Ana, sí
14/3/26, 10:20 - Tienda Centro: ¿Algo más?
""",
    "llamadas.csv": """id;fecha;hora;teléfono;motivo;espera;atendió;nota
C-1;13/03/2026;09:14;+34600000101;reparación;0:45;Ana;5
C-2;13/03/2026;09:20;+34600000102;reparación;2:10;;3
C-3;14/03/2026;11:30;+34600000103;ventas;0:12;Luis;2
C-4;31/02/2026;09:05;+34600000101;reparación;1:05;Ana;4
""",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where nothing is."""
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def page(home: Path) -> Iterator[Page]:
    """A tab of a reader in Madrid on the app, whatever was read or said wrongly in it is an error."""
    with running_app(home, ZONE) as address, sync_playwright() as playwright:
        browser = launch_browser(playwright)
        context = browser.new_context(
            locale="es-ES", timezone_id=ZONE, viewport={"width": 1440, "height": 1400}, reduced_motion="reduce"
        )
        context.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        tab = context.new_page()
        wrong: list[str] = []
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        go(tab, address)
        yield tab
        assert wrong == []
        browser.close()


def choose(page: Page, place: Locator, label: str, text: str) -> None:
    """Choose the first option that the text finds."""
    place.get_by_label(label).first.click()
    page.keyboard.type(text)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")


def group(page: Page, title: str) -> Locator:
    """The card of files of one source."""
    return page.locator(
        "[class*='st-key-group_asks'], [class*='st-key-group_ready'], [class*='st-key-group_unknown']"
    ).filter(has_text=title)


def test_a_person_loads_three_exports_of_her_own(page: Page, home: Path, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    expect(page.locator("h1")).to_have_text("Aún no hay nada cargado")
    page.locator(keyed("load_own")).get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("Cargar exportaciones")
    page.locator(".zone .files input").set_input_files([tmp_path / name for name in FILES])

    form = group(page, "Google Forms")
    choose(page, form, "¿Qué pregunta es la nota?", "satisfecho")
    form.get_by_label("¿En qué escala?").fill("1-5")
    choose(page, form, "¿Qué mide la nota?", "csat")
    form.get_by_role("button", name="Usar estas respuestas").click()
    expect(page.locator(keyed("progress_preview"))).to_be_visible()
    choose(page, group(page, "Google Forms"), "¿En qué zona horaria", "Europe/Madrid")
    group(page, "Google Forms").get_by_role("button", name="Usar estas respuestas").click()
    expect(group(page, "Google Forms")).to_contain_text("Listo para cargar.")
    choose(page, group(page, "WhatsApp"), "¿En qué zona horaria", "Europe/Madrid")
    group(page, "WhatsApp").get_by_role("button", name="Usar estas respuestas").click()
    expect(group(page, "WhatsApp")).to_contain_text("Listo para cargar.")
    choose(page, group(page, "WhatsApp"), "¿Quiénes somos?", "Tienda")
    page.keyboard.press("Escape")
    group(page, "WhatsApp").get_by_role("button", name="Usar estas respuestas").click()

    group(page, "Desconocido").get_by_role("link", name="Indicar qué significan las columnas").click()
    expect(page.locator("h1")).to_have_text("Dar a conocer un archivo")
    further = page.locator(keyed("mapping_further"))
    choose(page, further, "canal", "Tel")
    choose(page, further, "tipo de contacto", "llamada")
    choose(page, further, "¿Qué mide la nota?", "csat")
    choose(page, further, "¿En qué zona horaria", "Europe/Madrid")
    further.get_by_label("¿En qué escala?").fill("1-5")
    further.get_by_label("¿En qué escala?").press("Enter")
    trial = page.locator(keyed("mapping_trial"))
    expect(trial).to_contain_text("Apartada: 1 fila")
    trial.get_by_text("Las columnas significan lo indicado arriba.").click()
    page.locator(keyed("keep_mapping")).get_by_role("button").click()
    expect(trial).to_contain_text("ya es una fuente")
    trial.get_by_role("link", name="Seguir con la carga").click()

    button = page.locator(keyed("load_now")).get_by_role("button")
    expect(button).to_contain_text("Cargar 3 archivos")
    assert not (home / "published").exists()
    button.click()
    outcome = page.locator(keyed("load_outcome"))
    expect(outcome).to_contain_text("Cargado. Ahora se muestra la versión 1.")
    expect(outcome).to_contain_text("10 filas leídas = 8 cargadas + 2 rechazadas + 0 omitidas")
    page.reload()
    expect(page.locator(keyed("load_outcome"))).to_contain_text("versión 1")
    assert list_waiting() == []
    engine = open_engine()
    rows = "SELECT source, count(*) AS n FROM {} GROUP BY source ORDER BY source"
    assert engine.query(rows.format("interactions")).rows() == [("llamadas", 3), ("whatsapp", 2)]
    assert engine.query(rows.format("responses")).rows() == [("google_forms", 2), ("llamadas", 3)]
    assert engine.query("SELECT scale, score FROM responses WHERE source = 'llamadas' ORDER BY record_id").rows() == [
        ("1-5", 5.0),
        ("1-5", 3.0),
        ("1-5", 2.0),
    ]
    page.locator(keyed("load_outcome")).get_by_role("link", name="Ver el resumen").click()
    expect(page.locator("h1")).to_have_text("Resumen ejecutivo")
