"""Chats exported from WhatsApp, in every header layout that phones are known to write."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from pipelines.read.whatsapp import read_messages
from warehouse.config.errors import HiloError

CHAT = Path("Chat de WhatsApp con Ana Prueba.txt")
SENT = [datetime(2019, 10, 27, 23, 5, 7) + timedelta(hours=7 * n, minutes=11 * n) for n in range(40)]

DATES = [mark.join(fields) for mark in "/-." for fields in
         (("%d", "%m", "%y"), ("%m", "%d", "%y"), ("%y", "%m", "%d"), ("%y", "%d", "%m"))]  # fmt: skip
YEARS = ("%y", "%Y")
CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")
FRAMES = ("{date}, {clock} - Ana: ", "{date} {clock} - Ana: ", "[{date} {clock}] Ana: ", "[{date}, {clock}] Ana: ")


def layouts() -> list[str]:
    return [
        frame.format(date=date.replace("%y", year), clock=clock)
        for date, year, clock, frame in product(DATES, YEARS, CLOCKS, FRAMES)
    ]


def read(*lines: str, **options: str) -> list[dict[str, str | int]]:
    return list(read_messages(CHAT, lines, options))


@pytest.mark.parametrize("layout", layouts())
def test_a_header_is_read_in_every_layout(layout: str) -> None:
    messages = read(*(sent.strftime(layout) + f"hola {n}" for n, sent in enumerate(SENT)))
    written = "%Y-%m-%d %H:%M:%S" if "%S" in layout else "%Y-%m-%d %H:%M:00"
    assert [m["sent"] for m in messages] == [sent.strftime(written) for sent in SENT]
    assert [(m["sender"], m["text"]) for m in messages] == [("Ana", f"hola {n}") for n in range(len(SENT))]


@pytest.mark.parametrize("half", ["p. m.", "p.m.", "p.\u00a0m.", "\u202fp. m.", "PM", "pm", "P.M."])
def test_the_afternoon_is_known_however_the_phone_writes_it(half: str) -> None:
    assert read(f"13/2/2026, 9:14 {half} - Ana: hola")[0]["sent"] == "2026-02-13 21:14:00"


def test_midnight_and_noon_are_told_apart() -> None:
    messages = read("13/2/2026, 12:05 a. m. - Ana: noche", "13/2/2026, 12:05 p. m. - Ana: día")
    assert [m["sent"] for m in messages] == ["2026-02-13 00:05:00", "2026-02-13 12:05:00"]


def test_a_message_may_span_lines_and_invisible_marks_are_taken_away() -> None:
    messages = read("\u200e[13/02/2026, 09:14:07] Ana:\u00a0Hola\r\n", "dos\r\n", "\n", "cuatro\n", "[13/02/2026, 09:15:00] Ana: \u200eotra\n")  # fmt: skip
    assert [(m["text"], m["_line"]) for m in messages] == [("Hola\ndos\n\ncuatro", 1), ("otra", 5)]


def test_roles_follow_our_names_and_notices_are_the_system() -> None:
    lines = (
        "13/02/2026, 09:00 - Los mensajes y las llamadas están cifrados de extremo a extremo.",
        "13/02/2026, 09:01 - Ana Prueba: Hola",
        "13/02/2026, 09:02 - Soporte: Centro: Buen día",
        "13/02/2026, 09:03 - Grupo: \u200eMessages and calls are end-to-end encrypted.",
    )
    ours = read(*lines, our_names="Soporte: Centro|Otra")
    assert [(m["sender"], m["sender_role"]) for m in ours] == [
        ("", "system"), ("Ana Prueba", "customer"), ("Soporte: Centro", "agent"), ("Grupo", "system"),
    ]  # fmt: skip
    assert [m["sender_role"] for m in read(*lines)] == ["system", "", "", "system"]


@pytest.mark.parametrize("text", ["<Multimedia omitido>", "<Media omitted>", "\u200eimagen omitida", "audio omitido", "<Mídia oculta>",
                                  "IMG-1.jpg (archivo adjunto)", "<adjunto: 00001-FOTO.jpg>", "sticker omitted"])  # fmt: skip
def test_a_media_marker_is_flagged(text: str) -> None:
    assert read(f"13/02/2026, 09:00 - Ana: {text}")[0]["media"] == "true"
    assert read("13/02/2026, 09:00 - Ana: te mando la imagen omitida del informe")[0]["media"] == ""


@pytest.mark.parametrize(
    ("path", "chat"),
    [
        ("Chat de WhatsApp con Ana Prueba.txt", "Ana Prueba"),
        ("WhatsApp Chat with +54 9 11 0000-0001.txt", "+54 9 11 0000-0001"),
        ("WhatsApp Chat with Ana (1).txt", "Ana"),
        ("WhatsApp Chat - Ana Prueba/_chat.txt", "Ana Prueba"),
        ("Conversa do WhatsApp com Ana.txt.gz", "Ana"),
        ("grupo.txt", "grupo"),
    ],
)
def test_the_chat_is_named_by_its_file(path: str, chat: str) -> None:
    assert {m["chat"] for m in read_messages(Path(path), ["13/02/2026, 09:00 - Ana: hola"], {})} == {chat}


def test_dates_that_can_be_read_two_ways_are_refused_until_the_order_is_said() -> None:
    lines = ("05/06/2026, 09:00 - Ana: hola", "05/06/2026, 09:05 - Ana: ¿?")
    with pytest.raises(HiloError, match="dmy or mdy; say which with --date-order"):
        read(*lines)
    assert read(*lines, date_order="dmy")[0]["sent"] == "2026-06-05 09:00:00"
    assert read(*lines, date_order="mdy")[0]["sent"] == "2026-05-06 09:00:00"


def test_time_that_runs_forward_settles_the_order() -> None:
    lines = ("05/06/2026, 09:00 - Ana: hola", "06/06/2026, 09:00 - Ana: hola", "01/07/2026, 09:00 - Ana: hola")
    assert [m["sent"] for m in read(*lines)] == ["2026-06-05 09:00:00", "2026-06-06 09:00:00", "2026-07-01 09:00:00"]


def test_dates_that_fit_no_order_are_refused() -> None:
    with pytest.raises(HiloError, match=r"Ana Prueba\.txt: no order"):
        read("13/02/2026, 09:00 - Ana: hola", "02/13/2026, 09:00 - Ana: hola")


def test_a_file_without_messages_is_refused() -> None:
    with pytest.raises(HiloError, match="no message found"):
        read("hola")


def test_equal_messages_stay_apart() -> None:
    lines = ["13/02/2026, 09:00 - Ana: hola"] * 3
    assert Counter((m["sent"], m["text"]) for m in read(*lines)) == {("2026-02-13 09:00:00", "hola"): 3}
