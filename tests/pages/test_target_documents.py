"""Slides and PDF say what the document says: read back from the files, word by word and number by number."""

import io
import re
from dataclasses import replace

import pytest
from pptx import Presentation
from pptx.util import Pt

from pages.parts.target.deck import write_deck
from pages.parts.target.deck_measure import count_lines, shortened, text_width
from pages.parts.target.deck_theme import BODY_BOTTOM, WIDTH
from pages.parts.target.document import (
    Chart,
    Column,
    Document,
    Fact,
    Facts,
    JourneyMap,
    Passage,
    Place,
    Section,
    Series,
    Stage,
    Table,
)
from pages.parts.target.pdf import write_pdf
from tests.attack.hostile_company import HOSTILE

COLOURS = {
    "ink": "#16242C", "paper": "#FFFFFF", "ground": "#F0F1EE", "accent": "#0B5C7A", "today": "#C1DCE4", "expected": "#549BB2",
    "positive": "#146349", "negative": "#9A3220", "neutral": "#55616A", "unknown": "#55616A", "muted": "#55616A", "line": "#DCE0DD",
}  # fmt: skip
CHART = Chart(
    "CSAT: hoy y lo esperado", ("Teléfono · soporte", "Correo"),
    (Series("Hoy", (43.9, None), (38.3, None), (49.6, None), ("43,9 %", "–")),
     Series("Esperado", (83.1, 70.0), (73.4, 60.0), (85.4, 80.0), ("83,1 %", "70,0 %"))),
)  # fmt: skip
TABLE = Table(
    "Peores", (Column("Dónde", 3), Column("Valor", 1, True)), tuple((f"Punto de contacto {n}", f"{n},5 %") for n in range(60)),
    tones=("negative",) * 60,
)  # fmt: skip
MAP = JourneyMap("Hoy", (
    Stage("Compra", "CSAT 81,7 %", "1726 contactos", (Place("Web · order", "positive", "● positivo", "NPS 50,0"),), "2 más"),
    Stage("Servicio", "", "", (Place("Teléfono <b>*soporte*</b> #x", "negative", "▼ negativo", "CSAT 43,9 %"),)),
))  # fmt: skip
FACTS = Facts(
    (Fact("CSAT", "73,4 % → 84,0 %", "+10,6 pp · 95 %: 81,4 % a 85,7 %", "positive"), Fact("Coste", "6.000 US$", ""))
)


def document(*sections: Section, language: str = "es") -> Document:
    return Document(language, "Mapa objetivo", "Hoy y lo esperado", ("Periodo: 8 jun – 30 ago 2026", "Filtros: ninguno"),
                    "Mapa objetivo · versión 2", sections, COLOURS)  # fmt: skip


WHOLE = document(
    Section("Resumen", (Passage(("Se cuenta con 10 propuestas.",)), FACTS), ("CSAT: parte de respuestas satisfechas.",)),
    Section("El recorrido hoy", (MAP,)), Section("Peores", (TABLE,), ("Notas",)), Section("CSAT", (CHART,)),
    Section("Curva", (replace(CHART, kind="line"),)),
)  # fmt: skip


def slides_of(document: Document) -> list:
    return list(Presentation(io.BytesIO(write_deck(document))).slides)


def words_on(slide) -> list[str]:
    said = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            said += [paragraph.text for paragraph in shape.text_frame.paragraphs if paragraph.text]
        if shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
    return said


def test_every_word_of_the_document_is_on_a_slide() -> None:
    slides = slides_of(WHOLE)
    said = [word for slide in slides for word in words_on(slide)]
    expected = [WHOLE.title, WHOLE.subtitle, *WHOLE.stamp, "Se cuenta con 10 propuestas."]
    expected += [part for fact in FACTS.facts for part in (fact.label, fact.value, fact.detail) if part]
    expected += ["Web · order", "● positivo", "NPS 50,0", "Teléfono <b>*soporte*</b> #x", "▼ negativo", "2 más"]
    assert [word for word in expected if word not in said] == []
    assert slides[1].notes_slide.notes_text_frame.text == "CSAT: parte de respuestas satisfechas."


def test_a_long_table_goes_on_under_the_same_heads_and_loses_no_row() -> None:
    slides = slides_of(document(Section("Peores", (TABLE,))))
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert len(tables) > 1
    assert {tuple(cell.text for cell in table.rows[0].cells) for table in tables} == {("Dónde", "Valor")}
    rows = [tuple(cell.text for cell in row.cells) for table in tables for row in list(table.rows)[1:]]
    assert rows == list(TABLE.rows)
    assert [slide.shapes.title.text for slide in slides[1:3]] == ["Peores", "Peores (2)"]


def test_a_table_that_may_be_cut_stays_on_its_slide() -> None:
    slides = slides_of(document(Section("Evidencia", (replace(TABLE, is_cut=True),))))
    assert len(slides) == 2
    rows = [
        tuple(cell.text for cell in row.cells)
        for shape in slides[1].shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert rows and rows == list(TABLE.rows[: len(rows)])


@pytest.mark.parametrize("kind", ["bars", "line"])
def test_charts_hold_the_numbers_their_intervals_and_the_words_of_the_page(kind: str) -> None:
    chart = next(
        shape.chart
        for slide in slides_of(document(Section("CSAT", (replace(CHART, kind=kind),))))
        for shape in slide.shapes
        if shape.has_chart
    )
    plot = chart.plots[0]
    assert list(plot.categories) == list(CHART.categories)
    assert [(series.name, tuple(series.values)) for series in plot.series] == [
        (one.name, one.values) for one in CHART.series
    ]
    drawn = plot.series[1]._element
    bars = {
        side: [float(point.text) for point in drawn.xpath(f"c:errBars/c:{side}//c:v")] for side in ("plus", "minus")
    }
    assert bars["plus"] == pytest.approx([85.4 - 83.1, 10.0]) and bars["minus"] == pytest.approx([83.1 - 73.4, 10.0])
    assert [run.text for run in drawn.xpath("c:dLbls//a:t")] == ["83,1 %", "70,0 %"]


def test_nothing_leaves_the_slide_and_no_type_is_tiny() -> None:
    for number, slide in enumerate(slides_of(WHOLE)):
        for shape in slide.shapes:
            right, bottom = (shape.left + shape.width) / 914400, (shape.top + shape.height) / 914400
            assert shape.left >= 0 and right <= WIDTH + 0.01, shape.name
            is_footer = shape.top / 914400 > BODY_BOTTOM
            assert number == 0 or is_footer or bottom <= BODY_BOTTOM + 0.05, (number, shape.name, bottom)
            if shape.has_text_frame:
                sizes = [run.font.size for p in shape.text_frame.paragraphs for run in p.runs if run.font.size]
                assert all(size >= Pt(10) for size in sizes)


def test_slides_have_titles_alternative_texts_and_a_language() -> None:
    for slide in slides_of(WHOLE):
        assert slide.shapes.title.text
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
        assert {run.get("lang") for run in slide._element.xpath(".//a:rPr")} == {"es-ES"}


def test_wrapped_lines_are_counted_and_long_words_shortened() -> None:
    assert count_lines("uno dos tres", text_width("uno dos ", 12) + 0.01, 12) == 2
    assert count_lines("uno\ndos", 5, 12) == 2
    cut = shortened("Boletines · Ofertas de junio", 1.2, 12)
    assert cut.endswith("…") and text_width(cut, 12) <= 1.2
    assert shortened("corto", 2, 12) == "corto"


def pdf_words(pdf: bytes) -> str:
    """The marks that a PDF carries uncompressed: what it is, its language and its tags."""
    return pdf.decode("latin-1")


def test_the_pdf_is_tagged_has_a_language_and_says_that_it_is_accessible() -> None:
    said = pdf_words(write_pdf(WHOLE))
    assert said.startswith("%PDF-1.7") and "/MarkInfo" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert re.search(r"/Lang\s*\(es", said)


def test_words_that_the_font_lacks_and_words_that_look_like_markup_do_not_break_the_pdf() -> None:
    odd = Section("#panic() 你好 😡", (Passage(('"); #panic("x") $x$ *a* _b_ <c>',)), MAP))
    assert write_pdf(document(odd)).startswith(b"%PDF")


def test_a_document_with_nothing_measured_is_written() -> None:
    empty = document(
        Section("Mapa", (JourneyMap("Hoy", ()),)), Section("Curva", (Chart("c", (), (Series("Hoy", (), (), (), ()),), kind="line"),))
    )  # fmt: skip
    assert len(slides_of(empty)) == 3
    assert write_pdf(empty).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    [" · ".join(HOSTILE[:16]), " · ".join(HOSTILE[16:]), "nul\0 vt\x0b ff\x0c csi\x9b31m \ufffe \u202e", "_x001B_"],
)
def test_what_the_data_say_is_text_in_both(text: str) -> None:
    fact, column = Fact(text, text, text, "positive"), Column(text, 3)
    series = Series(text, (1.0, 2.0), (0.5, 1.0), (2.0, 3.0), (text, text))
    chart = Chart(text, (text, "b"), (series, replace(series, name="E")))
    places = JourneyMap(text, (Stage(text, text, text, (Place(text, "positive", text, text),), text),))
    table = Table(text, (column,), ((text,),), tones=("negative",))
    made = document(Section(text, (Passage((text,)), Facts((fact,)), table, chart, places), (text,)))
    made = replace(made, footer=text, stamp=(text,), title=text, subtitle=text)
    deck = Presentation(io.BytesIO(write_deck(made)))
    assert [link for slide in deck.slides for link in slide.part.rels.values() if link.is_external] == []
    said = " ".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    assert all(word in said for word in text.split() if word.isascii() and word.isprintable())
    assert b"/URI" not in write_pdf(made)
