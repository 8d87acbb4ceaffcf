"""Chats of phones in all languages, with what WhatsApp and WhatsApp Business write by themselves."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.load import Outcome, load_exports
from pipelines.read.day_half import find_hour, fold_word
from pipelines.read.whatsapp import read_messages
from pipelines.read.whatsapp_header import find_header
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings
from warehouse.store.engine import open_engine

NOW = datetime(2026, 8, 1)
CHAT = Path("WhatsApp Chat with Ana.txt")

# Headers of 9:15 in the evening, 14 March 2024, as phones write it: by language, system and setting.
HEADERS = {
    "Spanish of Mexico": "14/03/24, 9:15 p.m. - ",
    "Spanish of Argentina": "14/3/24, 9:15\u202fp.\xa0m. - ",
    "Spanish, no comma": "14/3/24 21:15 - ",
    "Portuguese": "14/03/2024 21:15 - ",
    "Portuguese, às": "14/03/2024 às 21:15 - ",
    "French": "14/03/2024 à 21:15 - ",
    "French of Canada": "2024-03-14 21 h 15 - ",
    "German": "14.03.24, 21:15 - ",
    "German, Uhr": "14.03.24, 21:15 Uhr - ",
    "Finnish": "14.3.2024 klo 21.15 - ",
    "Danish": "14.03.2024 21.15 - ",
    "Swedish": "2024-03-14 21:15 - ",
    "Swedish, kl.": "2024-03-14 kl. 21:15 - ",
    "Czech": "14. 3. 2024 21:15 - ",
    "Bulgarian": "14.03.24 г., 21:15 ч. - ",
    "Hungarian": "2024. 03. 14. 21:15 - ",
    "Hungarian, 12 hours": "2024. 03. 14. du. 9:15 - ",
    "Greek": "14/3/24, 9:15 μ.μ. - ",
    "Turkish": "14.03.2024 21:15 - ",
    "Russian": "14.03.2024, 21:15 - ",
    "Arabic": "\u200f١٤/٣/٢٠٢٤، ٩:١٥ م - ",
    "Arabic, marks within": "١٤\u200f/٣\u200f/٢٠٢٤, ٩:١٥ م - ",
    "Persian": "۲۰۲۴/۳/۱۴،\u200f ۲۱:۱۵ - ",
    "Persian, 12 hours": "۲۰۲۴/۳/۱۴، ساعت ۹:۱۵ ب.ظ. - ",
    "Hebrew": "14.3.2024, 21:15 - ",
    "Hindi, own digits": "१४/३/२४, ९:१५ pm - ",
    "Hindi, word": "14/03/24, 9:15 रात - ",
    "Bengali digits": "১৪/৩/২৪, ৯:১৫ PM - ",
    "Japanese": "2024/03/14 21:15 - ",
    "Japanese, 12 hours": "2024/03/14 午後9:15 - ",
    "Japanese, words": "2024年3月14日 21:15 - ",
    "Chinese": "2024/3/14 下午9:15 - ",
    "Chinese, evening": "2024/3/14 晚上9:15 - ",
    "Korean": "2024. 3. 14. 오후 9:15 - ",
    "Thai, Buddhist year": "14/3/2567 21:15 - ",
    "Vietnamese, time first": "21:15, 14/03/2024 - ",
    "Indonesian": "14/03/24 21.15 - ",
    "American": "3/14/24, 9:15 PM - ",
    "iOS": "[14/03/24, 21:15:00] ",
    "iOS, American": "[3/14/24, 9:15:00\u202fPM] ",
    "iOS, Spanish": "[14/3/24, 9:15:00 p. m.] ",
    "iOS, German": "[14.03.24, 21:15:00] ",
    "iOS, Dutch": "[14-03-2024 21:15:00] ",
    "iOS, Arabic": "[١٤/٣/٢٠٢٤، ٩:١٥:٠٠ م] ",
    "iOS, Korean": "[2024. 3. 14. 오후 9:15:00] ",
    "iOS, direction marks": "\u200e[14/03/2024, 21:15:00] \u202a",
    "iOS before 2017": "14/03/24, 21:15:00: ",
    "iOS before 2017, 12 hours": "14/03/24 9:15:00 PM: ",
    "iOS before 2017, year first": "2024-03-14 21:15:00: ",
    "en dash": "14/03/2024, 21:15 – ",
}  # fmt: skip


def read(*lines: str, now: datetime | None = NOW, **options: str) -> list[dict[str, str | int]]:
    return list(read_messages(CHAT, lines, options, now=now))


@pytest.mark.parametrize("phone", HEADERS)
def test_a_header_is_read_in_every_language(phone: str) -> None:
    (message,) = read(f"{HEADERS[phone]}Ana: hola: ¿qué tal?", date_order="dmy")
    assert (message["sent"], message["sender"], message["text"]) == ("2024-03-14 21:15:00", "Ana", "hola: ¿qué tal?")


DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９")
FRAMES = ("[{date}{space}{time}] ", "{date}{space}{time} - ", "{date}{space}{time}: ")
HALVES = (("AM", "PM"), ("a.m.", "p.m."), ("a.\xa0m.", "p.\xa0m."), ("ص", "م"), ("上午", "下午"), ("午前", "午後"), ("오전", "오후"),
          ("ق.ظ.", "ب.ظ."), ("π.μ.", "μ.μ."), ("de.", "du."), ("SA", "CH"), ("fm", "em"), ("ÖÖ", "ÖS"))  # fmt: skip


@given(
    sent=st.datetimes(datetime(2010, 1, 1), datetime(2026, 7, 1)),
    digits=st.sampled_from(DIGITS),
    order=st.sampled_from(["%d{m}%m{m}%Y", "%m{m}%d{m}%Y", "%Y{m}%m{m}%d"]),
    mark=st.sampled_from("/.-"),
    space=st.sampled_from([", ", " ", "،\u200f ", "\xa0", ",\u202f", " à ", " klo "]),
    half=st.sampled_from([None, *HALVES]),
    has_seconds=st.booleans(),
    frame=st.sampled_from(FRAMES),
    hidden=st.lists(st.sampled_from("\u200e\u200f\u202a\u202c\u2068\ufeff"), max_size=4),
    place=st.integers(0, 40),
)
def test_no_digits_marks_or_words_of_a_phone_change_what_was_sent(
    sent, digits, order, mark, space, half, has_seconds, frame, hidden, place
) -> None:
    seconds = f":{sent:%S}" if has_seconds else ""
    hour = f"{sent:%H}" if half is None else str(sent.hour % 12 or 12)
    time = f"{hour}:{sent:%M}{seconds}" + (f" {half[sent.hour >= 12]}" if half else "")
    written = frame.format(date=sent.strftime(order.format(m=mark)), space=space, time=time)
    written = written.translate(str.maketrans("0123456789", digits))
    place = min(place, len(written))
    (message,) = read(
        written[:place] + "".join(hidden) + written[place:] + "Ana: 3 de 4",
        date_order={"d": "dmy", "m": "mdy", "Y": "ymd"}[order[1]],
    )
    assert message["sent"] == f"{sent:%Y-%m-%d %H:%M}:{sent.second if has_seconds else 0:02}"
    assert (message["sender"], message["text"]) == ("Ana", "3 de 4")


def test_the_word_of_a_half_must_fit_its_hour_and_leave_one_only() -> None:
    words = ("pm", "p. m.", "晚上", "晚上", "रात", "रात", "中午", "")
    hours = (9, 12, 9, 3, 9, 2, 12, 9)
    found = [find_hour(hour, fold_word(word)) for hour, word in zip(hours, words, strict=True)]
    assert found == [21, 12, 21, None, 21, 2, 12, 9]


@pytest.mark.parametrize("line", ["14/03/2024 nos vemos 21:15 - o antes", "el 14/03/2024, 21:15 - Ana: no", "14/03/2024, 25:15 - Ana: no",
                                  "14/03/2024, 9:15 quizá - Ana: no", "1/2, 12:30 - Ana: no", "14/03/2024 - Ana: no"])  # fmt: skip
def test_a_line_that_only_looks_like_a_header_belongs_to_the_message_before(line: str) -> None:
    assert find_header(line) is None
    assert [m["text"] for m in read("14/03/2024, 21:15 - Ana: hola", line)] == [f"hola\n{line}"]


def test_a_time_with_a_colon_is_no_header_where_headers_end_in_a_dash() -> None:
    lines = ("14/03/2024, 21:15 - Ana: plan:", "15/03/2024, 09:00: llegada: norte")
    assert [m["text"] for m in read(*lines)] == ["plan:\n15/03/2024, 09:00: llegada: norte"]


NOTICES = ["Llamada perdida", "\u200eLlamada perdida", "Missed voice call", "Missed video call at 9:15", "This message was deleted",
           "Se eliminó este mensaje.", "Eliminaste este mensaje.", "Mensagem apagada", "Diese Nachricht wurde gelöscht.", "Ce message a été supprimé",
           "Questo messaggio è stato eliminato.", "Bu mesaj silindi", "Данное сообщение удалено", "تم حذف هذه الرسالة", "此消息已删除",
           "このメッセージは削除されました", "\u200eThis business uses a secure service from Meta.", "\u200eAna changed to +34 600 000 000",
           "Los mensajes y las llamadas están cifrados de extremo a extremo. Toca para saber más.", "null",
           "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie lesen."]  # fmt: skip
MEDIA = ["<Media omitted>", "\u200eimagen omitida", "\u200eimage omitted", "<Medien ausgeschlossen>", "\u200eBild weggelassen", "<Médias omis>", "image absente",
         "\u200eimmagine omessa", "<Mídia oculta>", "<Media weggelaten>", "<Medya dahil edilmedi>", "<Без медиафайлов>", "<تم استبعاد الوسائط>",
         "\u200efactura.pdf • \u200e2 páginas \u200edocumento omitido", "\u200e<adjunto: 00001-FOTO.jpg>\npara mañana", "IMG-1.jpg (Datei angehängt)"]  # fmt: skip
OWN = ["hola", "\u200eUbicación: https://maps.example.com/?q=1,2", "\u200eLocation: https://maps.example.com/?q=1,2", "\u200eENCUESTA:\n¿Sí?",
       "¿Por qué se eliminó este mensaje?", "tuve una llamada perdida de ustedes", "este chat dice extremo a extremo, ¿qué es?", "null y vacío"]  # fmt: skip


@pytest.mark.parametrize("text", NOTICES)
def test_a_notice_in_her_name_is_no_message_of_hers(text: str) -> None:
    assert read(f"14/03/2024, 12:00 - Ana: {text}", our_names="Shop")[0]["sender_role"] == "system"


@pytest.mark.parametrize("text", [*MEDIA, *OWN])
def test_what_she_sent_is_her_message(text: str) -> None:
    (message,) = read(*f"14/03/2024, 12:00 - Ana: {text}".split("\n"), our_names="Shop")
    assert (message["sender_role"], message["media"]) == ("customer", "true" if text in MEDIA else "")


def test_a_notice_of_a_group_may_hold_a_colon() -> None:
    assert read('14/03/2024, 12:00 - Ana cambió el asunto de "Obra" a "Obra: norte"')[0]["sender_role"] == "system"


@pytest.mark.parametrize("ours", ["Tienda Sol", "tienda sol", "TIENDA  SÓL", "Tienda\xa0Sol ", "otra|tiendasol"])
def test_capitals_accents_and_spaces_of_our_name_do_not_matter(ours: str) -> None:
    roles = [
        m["sender_role"]
        for m in read("14/03/2024, 12:00 - Ana: hola", "14/03/2024, 12:05 - Tienda Sol 🌞: ok", our_names=ours)
    ]
    assert roles == ["customer", "agent"]


def test_our_number_is_known_however_it_is_spaced() -> None:
    assert read("14/03/2024, 12:00 - +34 600 00 01 01: ok", our_names="+34600000101")[0]["sender_role"] == "agent"


GREETING = "Gracias por escribirnos, Ana. En breve le responderemos."


@pytest.mark.parametrize(
    "said", ["gracias por escribirnos*", "otra|Gracias por escribirnos, *. En breve le responderemos", GREETING]
)
def test_an_automatic_text_is_a_bots(said: str) -> None:
    lines = (
        "14/03/2024, 12:00 - Ana: hola",
        f"14/03/2024, 12:00 - Shop: {GREETING}",
        "14/03/2024, 12:45 - Shop: cuesta 100",
    )
    assert [m["sender_role"] for m in read(*lines, our_names="Shop", automatic_texts=said)] == [
        "customer",
        "bot",
        "agent",
    ]


def test_a_date_that_has_not_come_settles_the_order() -> None:
    lines = ("29.01.18, 12:24 - Ana: hallo", "30.01.18, 09:00 - Ana: danke")
    assert [m["sent"] for m in read(*lines)] == ["2018-01-29 12:24:00", "2018-01-30 09:00:00"]
    assert read("05/12/2026, 12:24 - Ana: hola")[0]["sent"] == "2026-05-12 12:24:00"
    with pytest.raises(HiloError, match="dmy or mdy"):
        read("05/12/2025, 12:24 - Ana: hola")


def test_a_wrong_clock_costs_no_more_than_its_own_message() -> None:
    lines = [f"{day:02}/03/2024, 12:00 - Ana: hola" for day in range(10, 20)] + ["20/03/2042, 12:00 - Ana: hola"]
    assert [m["sent"][:10] for m in read(*lines)] == [*(f"2024-03-{day}" for day in range(10, 20)), "2042-03-20"]


def test_a_year_first_date_is_followed_by_the_month() -> None:
    assert read("2024-03-04, 12:24 - Ana: hej")[0]["sent"] == "2024-03-04 12:24:00"
    assert read("2024-14-03, 12:24 - Ana: hej")[0]["sent"] == "2024-03-14 12:24:00"


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """load(texts by the other side's name, options): as the command line loads a folder of chats."""
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))

    def run(texts: dict[str, str], **options: str) -> Outcome:
        (tmp_path / "chats").mkdir(exist_ok=True)
        for name, text in texts.items():
            (tmp_path / "chats" / f"WhatsApp Chat with {name}.txt").write_text(text)
        return load_exports(
            [tmp_path / "chats"], Settings(), lambda *_: "", options={"timezone": "UTC", **options}, now=NOW
        )

    return run


def test_a_name_that_fits_nobody_is_said_with_the_senders(load) -> None:
    outcome = load(
        {"Ana": "14/03/2024, 12:00 - Ana: hola\n14/03/2024, 12:05 - Tienda Sol: ok\n"}, our_names="Tienda Luna"
    )
    assert outcome.warnings[:1] == [
        "our_names 'Tienda Luna' is no sender in 1 of 1 chats, so that every message in them is a customer's; their senders: "
        "Ana: Ana, Tienda Sol"
    ]


def test_a_chat_that_nobody_answered_is_not_warned_of(load) -> None:
    answered = "14/03/2024, 12:00 - Ana: hola\n14/03/2024, 12:05 - Shop: ok\n"
    assert load({"Ana": answered, "Eva": "15/03/2024, 12:00 - Eva: hola\n"}, our_names="Shop").warnings == []


def test_a_text_that_comes_at_once_in_several_chats_is_suggested(load) -> None:
    greeted = "{day}/03/2024, 12:00 - {name}: hola\n{day}/03/2024, 12:00 - Shop: Gracias por escribir\n{day}/03/2024, 12:45 - Shop: {day}\n"
    chats = {name: greeted.format(day=day, name=name) for day, name in ((14, "Ana"), (15, "Eva"))}
    assert load(chats, our_names="Shop").warnings == [
        "'Gracias por escribir' follows a customer's message at once in 2 chats and counts as a person's answer; if it is "
        "automatic, say --option automatic_texts='Gracias por escribir'"
    ]
    assert load(chats, our_names="Shop", automatic_texts="Gracias por escribir").warnings == []
    found = open_engine().query("SELECT first_response_seconds FROM interactions").to_series().to_list()
    assert found == [2700.0, 2700.0]


def test_a_chat_is_read_as_the_others_of_its_folder(load) -> None:
    settled = "14/03/2024, 12:00 - Ana: hola\n"
    outcome = load({"Ana": settled, "Eva": "05/06/2024, 12:00 - Eva: hola\n"}, our_names="Shop")
    assert (outcome.refused, outcome.warnings[0]) == (
        {}, "WhatsApp Chat with Eva.txt: its dates are read as dmy, like those of the other chats in its folder",
    )  # fmt: skip
    rows = open_engine().query("SELECT conversation_id, strftime(sent_at, '%Y-%m-%d') FROM messages ORDER BY 1").rows()
    assert rows == [("Ana", "2024-03-14"), ("Eva", "2024-06-05")]
    again = load({"Ana": settled, "Eva": "05/06/2024, 12:00 - Eva: hola\n"}, our_names="Shop")
    assert (again.version, len(again.unchanged)) == (None, 2)


def test_a_chat_of_another_layout_is_still_asked_for(load) -> None:
    outcome = load(
        {"Ana": "14/03/2024, 12:00 - Ana: hola\n", "Eva": "[05.06.2024, 12:00:00] Eva: hola\n"}, our_names="Shop"
    )
    assert ["dmy or mdy" in said for said in outcome.refused.values()] == [True]
