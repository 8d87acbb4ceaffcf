"""The encoding is the one that explains all bytes but a few; the records of those few are kept aside, no letter is changed."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.mapping.model import File
from pipelines.read.delimited import read_records
from pipelines.read.outcome import BadRow
from pipelines.read.table_head import Head
from pipelines.read.text import open_text
from warehouse.config.errors import HiloError
from warehouse.config.settings import DEFAULT_LIMITS

WORDS = {
    "es": ["señal", "mañana", "último", "corazón", "pingüino", "acción", "¿qué?", "¡ya!", "niño"],
    "pt": ["ação", "coração", "informações", "você", "avó", "ônibus", "três", "não"],
    "de": ["Straße", "grüßen", "Äpfel", "schön", "müde", "heiß", "Öl", "Füße"],
    "fr": ["déjà", "où", "Noël", "garçon", "cœur", "élève", "forêt", "naïf"],
    "ru": ["привет", "заказ", "доставка", "спасибо", "хорошо", "ошибка"],
    "ja": ["注文", "配送", "遅れ", "ありがとう", "問題", "電話"],
    "el": ["καλημέρα", "παραγγελία", "ευχαριστώ", "πρόβλημα"],
}
WESTERN = ("es", "pt", "de", "fr")
FILE = File(format="csv")


def read(folder, content: bytes, encoding: str | None = None) -> tuple[str, dict[int, str], list[BadRow]]:
    """The encoding that was found, the text of each row by its line, and what is no row."""
    path = folder / "a.csv"
    path.write_bytes(content)
    for old in (folder / "own").glob("*"):
        old.unlink()
    text = open_text(path, folder / "own", encoding)
    bad: list[BadRow] = []
    rows = {
        row[-1]: row[1]
        for row in read_records(text, Head(1, ["id", "text"], ["id", "text"]), ",", FILE, DEFAULT_LIMITS, bad)
    }
    return text.encoding, rows, bad


def rows_of(language: str, seed: int, rows: int = 40) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS[language], k=chance.randint(1, 6))) for _ in range(rows)]


def table(texts: list[str]) -> str:
    return "id,text\n" + "".join(f"{n},{text}\n" for n, text in enumerate(texts))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(WORDS)),
    st.integers(0, 10**6),
    st.lists(st.integers(0, 10**6), max_size=4),
    st.binary(min_size=4, max_size=4),
)
def test_damaged_utf_8_stays_utf_8_and_costs_its_own_rows_only(tmp_path_factory, language, seed, places, bytes_given):
    texts = rows_of(language, seed)
    lines = table(texts).encode().split(b"\n")[1:-1]
    touched = set()
    for place, byte in zip(places, bytes_given, strict=False):
        row = place % len(lines)
        at = lines[row].index(b",") + 1 + place % (len(lines[row]) - lines[row].index(b","))
        lines[row] = lines[row][:at] + bytes([byte | 0x80]) + lines[row][at:]
        touched.add(row)
    found, rows, bad = read(tmp_path_factory.mktemp("utf8"), b"id,text\n" + b"\n".join(lines) + b"\n")
    for row, line in enumerate(lines):
        try:
            expected = line.decode().split(",", 1)[1]
        except UnicodeDecodeError:
            expected = None
        assert rows.get(row + 2) == expected, line
    assert len(rows) + len(bad) == len(texts)
    assert found == "utf-8"
    assert {one.line - 2 for one in bad} <= touched


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(WESTERN), st.sampled_from(["cp1252", "latin-1"]), st.integers(0, 10**6))
def test_western_text_of_one_byte_a_letter_is_read_as_that(tmp_path_factory, language, encoding, seed):
    texts = [text.replace("œ", "oe") for text in rows_of(language, seed)]
    texts += ["„Spaß” É»"] if encoding == "cp1252" else ["\x81"]  # looks like UTF-8 by chance; is no Windows-1252
    found, rows, bad = read(tmp_path_factory.mktemp("western"), table(texts).encode(encoding))
    assert (found, list(rows.values()), bad) == (encoding, texts, [])


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(WORDS)),
    st.sampled_from(["utf-16", "utf-16-be", "utf-32", "utf-8-sig"]),
    st.integers(0, 10**6),
)
def test_other_unicode_encodings_lose_one_row_by_a_broken_unit(tmp_path_factory, language, encoding, seed):
    texts = rows_of(language, seed)
    texts[7] = "broken\ud800here"
    data = table(texts).encode(encoding, "surrogatepass")
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    _, rows, bad = read(tmp_path_factory.mktemp("unicode"), data)
    assert list(rows.values()) == texts[:7] + texts[8:]
    assert [one.line for one in bad] == [9]


def test_the_reason_says_line_character_and_byte(tmp_path):
    _, rows, bad = read(tmp_path, "id,text\n1,señal\n2,ma\udcf1ana\n".encode("utf-8", "surrogateescape"))
    assert rows == {2: "señal"}
    assert bad == [BadRow(3, "line 3, character 5: byte 0xF1 is no UTF-8", "2,ma\\xF1ana")]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"1,caf\xe9", "cp1252"),  # one letter says nothing else
        (b"1,100 \x80", "cp1252"),
        (b"1,ca\xff", "utf-8"),  # no text has this byte alone
        ("1,año".encode() + b" \xf1", "utf-8"),
        ("1,año ".encode() + b"\xf1\xe9\xed", "cp1252"),
        ("1,señal 注文".encode()[:-1], "utf-8"),  # the end of the file is missing
    ],
)
def test_few_letters_are_weighed_too(tmp_path, content, encoding):
    assert read(tmp_path, b"id,text\n" + content + b"\n")[0] == encoding


def test_a_file_without_damage_is_read_where_it_lies(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\r\n1,señal\r\n2,b".encode())
    text = open_text(path, tmp_path / "own")
    assert (text.path.resolve(), text.lines, text.is_even) == (path, 3, True)


def test_a_run_of_zeros_is_one_damaged_record(tmp_path):
    _, rows, bad = read(tmp_path, b"id,text\n1,a\n" + b"\0" * 100_000 + b"\n2,b\n")
    assert rows == {2: "a", 4: "b"}
    assert [(one.line, one.reason, one.raw) for one in bad] == [(3, "line 3, character 1: a NUL character", "\\x00")]


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "idna", "utf-8\0"])
def test_an_encoding_that_is_none_is_refused_with_some_that_are(tmp_path, name):
    (tmp_path / "a.csv").write_text("id,text\n")
    with pytest.raises(HiloError, match=r"no encoding .* takes a name such as utf-8"):
        open_text(tmp_path / "a.csv", tmp_path / "own", name)
