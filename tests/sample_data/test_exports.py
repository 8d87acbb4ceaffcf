"""The committed exports are what the generator writes, in the vendors' layouts, small, and of nobody's."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

from sample_data.bench import write_interactions
from sample_data.families import make_families
from sample_data.generate import TRUTH, main, write_exports
from tests.sample_data.planted import BAD_CELLS, BAD_ROWS
from tests.sample_data.raw import EXPORTS, read_text

SAMPLE_DATA = EXPORTS.parent
LIMIT = 3_000_000  # bytes that the repository carries
FORMS = "google_forms/Encuesta después de la llamada (respuestas).csv"
FIRST_LINES = {  # as formats of the vendors have them
    "chatwoot/csat_report.csv": "Agent Name,Rating,Feedback Comment,Contact Name,Contact Email Address,Contact Phone Number,"
    "Link to the conversation,Recorded date",
    "meta_ads/Bruvanta-Campañas-2-mar-2026-30-ago-2026.csv": "\ufeffInicio del informe,Fin del informe,Nombre de la campaña,"
    "Nombre del conjunto de anuncios,Nombre del anuncio,Importe gastado (USD),Impresiones,Alcance,Frecuencia,Clics en el enlace,"
    "Resultados,Indicador de resultado",
    "stripe/subscriptions.csv": "id,Customer ID,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),"
    "Start (UTC),Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),Trial End (UTC),Canceled At (UTC),"
    "Ended At (UTC),Cancellation Reason,user_id (metadata)",
}


@cache
def exports() -> list[Path]:
    return sorted(path for path in EXPORTS.rglob("*") if path.is_file() and path.suffix != ".toml")


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    write_exports(folder)
    return folder


def test_the_same_seed_writes_the_committed_exports_again(again: Path) -> None:
    written = {path.relative_to(again) for path in again.rglob("*") if path.is_file()}

    assert written == {path.relative_to(EXPORTS) for path in exports()}
    for path in exports():
        assert same(again / path.relative_to(EXPORTS), path), path


def same(new: Path, committed: Path) -> bool:
    """Compressed files are compared by their content: another zlib packs the same content in other bytes."""
    if new.suffix == ".gz":
        return read_text(new) == read_text(committed)
    if new.suffix == ".xlsx":
        return abs(new.stat().st_size - committed.stat().st_size) < 500
    return new.read_bytes() == committed.read_bytes()


def test_the_same_seed_says_again_whose_each_record_is(tmp_path: Path) -> None:
    write_exports(tmp_path / "exports").write(tmp_path / "truth.csv.gz")

    assert read_text(tmp_path / "truth.csv.gz") == read_text(TRUTH)


def test_more_families_are_more_of_each_kind_beside_the_same_customers() -> None:
    def people(times: int) -> Counter[str]:
        planted = make_families(Random("any"), 2400, times)
        customers = {person.number: person.family for person in [*planted.customers, *planted.members]}
        return Counter(customers.values())

    once = people(1)

    assert once == {
        "shared_phone": 30, "recycled_number": 24, "twins": 30, "typo_email": 15, "namesakes": 12, "six_channels": 10,
        "switchboard": 16, "listed_switchboard": 3, "role_mailbox": 18, "kiosk": 20, "shared_computer": 12, "crm_duplicate": 12,
    }  # fmt: skip
    assert people(3) == {kind: 3 * count for kind, count in once.items()}


def test_two_runs_write_the_same_bytes(again: Path, tmp_path: Path) -> None:
    write_exports(tmp_path)

    for path in again.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(again)).read_bytes(), path


def test_another_seed_makes_another_company(tmp_path: Path) -> None:
    main(["--out", str(tmp_path), "--seed", "7"])

    assert (tmp_path / FORMS).read_bytes() != (EXPORTS / FORMS).read_bytes()


def test_the_sample_fits_in_three_megabytes() -> None:
    tracked = [path for path in SAMPLE_DATA.rglob("*") if path.is_file() and "__pycache__" not in path.parts]

    assert sum(path.stat().st_size for path in tracked) <= LIMIT


@pytest.mark.parametrize("name", FIRST_LINES)
def test_headers_are_the_vendors_own(name: str) -> None:
    assert read_text(EXPORTS / name).splitlines()[0] == FIRST_LINES[name]


@pytest.mark.parametrize(
    ("name", "columns", "some"),
    [
        ("shopify/orders_export_1.csv.gz", 79, {"Name", "Lineitem quantity", "Payment References"}),
        ("square/transactions-2026-03-02-2026-08-31.csv", 55, {"Time Zone", "Total Collected", "International Fee"}),
    ],
)
def test_wide_exports_have_all_columns(name: str, columns: int, some: set[str]) -> None:
    header = read_text(EXPORTS / name).splitlines()[0].split(",")

    assert len(header) == columns
    assert some <= set(header)


def test_the_quirks_that_readers_must_survive_are_there() -> None:
    chatwoot = read_text(EXPORTS / "chatwoot/csat_report.csv")
    qualtrics = read_text(EXPORTS / "qualtrics/Bruvanta_Recomendacion_2026.csv").splitlines()
    android = read_text(EXPORTS / "whatsapp/Chat de WhatsApp con +54 9 11 5550-0101.txt")
    apple = read_text(EXPORTS / "whatsapp/WhatsApp Chat - +34 600 00 01 01/_chat.txt")
    contacts = read_text(next((EXPORTS / "amazon_connect").rglob("*.gz")))

    assert "\n\n" in chatwoot and chatwoot.splitlines()[-1].startswith("Reporting period")
    assert '""timeZone"":""America/Argentina/Buenos_Aires""' in qualtrics[2]
    assert re.search(r"\d:\d\d[\u00a0\u202f][ap]\.\u00a0m\. - ", android) and "<Multimedia omitido>" in android
    assert re.search(r"^\[\d\d/\d\d/2026, \d\d:\d\d:\d\d\] ", apple, re.MULTILINE)
    assert "}{" in contacts and "\n" not in contacts
    assert "Teléfono".encode("latin-1") in (EXPORTS / "office/costos_contact_center.csv").read_bytes()
    assert "p. m. GMT-3" in read_text(EXPORTS / FORMS)


@pytest.mark.parametrize("event", ["ENTERQUEUE", "CONNECT", "COMPLETECALLER", "COMPLETEAGENT", "ABANDON", "EXITWITHTIMEOUT",
                                   "BLINDTRANSFER", "RINGNOANSWER", "AGENTLOGIN", "AGENTLOGOFF", "CONFIGRELOAD"])  # fmt: skip
def test_the_queue_log_has_every_kind_of_event(event: str) -> None:
    texts = [read_text(path) for path in (EXPORTS / "asterisk").glob("queue_log*") if path.suffix != ".toml"]

    assert any(f"|{event}|" in text for text in texts)


def test_every_address_is_reserved_for_examples() -> None:
    for path in exports():
        if path.suffix in (".csv", ".gz", ".txt") and "costos" not in path.name:
            hosts = set(re.findall(r"[\w.+-]+@([\w.-]+\w)", read_text(path)))
            assert {h for h in hosts if not h.endswith(".example")} <= {"example.com", "example.org", "example.net"}, (
                path
            )


def test_every_bad_row_that_is_listed_is_in_its_file() -> None:
    for row in [*BAD_ROWS, *BAD_CELLS]:
        (path,) = [path for path in exports() if path.name.startswith(row["file"])]
        text = path.read_text(encoding="latin-1") if "costos" in path.name else read_text(path)
        assert row["value"] in text, row


def test_a_bench_file_has_the_rows_asked_for_in_order_of_time(tmp_path: Path) -> None:
    path = write_interactions(tmp_path, 1000)

    lines = path.read_text().splitlines()
    assert (len(lines), len(lines[0].split(",")), path.name) == (1001, 20, "interactions_1000.csv")
    times = [line.split(",")[1] for line in lines[1:]]
    assert times == sorted(times)
    assert (tmp_path / "interactions.mapping.toml").exists()
