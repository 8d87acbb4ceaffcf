"""Every rule of pipelines/text/emotion.py by sentences in both languages: the emotion and the side, None where unknown."""

import pytest

from pipelines.text.reading import Reader

EMOTIONS = [
    ("Estoy indignado con el trato", "anger", "negative"),
    ("I am furious about how I was treated", "anger", "negative"),
    ("¿Hasta cuándo tengo que esperar?", "impatience", "negative"),
    ("I have been waiting for three weeks", "impatience", "negative"),
    ("Tuve que explicar todo de nuevo, estoy cansada", "weariness", "negative"),
    ("I am tired of repeating myself", "weariness", "negative"),
    ("Quedé muy contenta con la ayuda", "joy", "positive"),
    ("So glad that it is solved", "joy", "positive"),
    ("Increíble, los recomiendo a todos", "joy", "positive"),
    ("Amazing, highly recommended", "joy", "positive"),
    ("¡Excelente, los recomiendo a todos!", "joy", "positive"),
    ("Excellent, I love it", "joy", "positive"),
]
SIDES_WITHOUT_EMOTION = [
    ("Rápido y claro", None, "positive"),
    ("Quick and clear", None, "positive"),
    ("Mala calidad, no funciona", None, "negative"),
    ("Poor quality, does not work", None, "negative"),
]
UNKNOWN = [
    ("¿Dónde está mi pedido?", None, None),
    ("Installation appointment on Monday", None, None),
    ("Me gustaría saber el precio", None, None),
    ("I would like to know the price", None, None),
    ("Gracias", None, None),
    ("Thanks", None, None),
    ("12345", None, None),
    ("...", None, None),
]
NEGATION = [
    ("No estoy contento", None, "negative"),
    ("I am not happy", None, "negative"),
    ("No me gustó nada", None, "negative"),
    ("They weren't friendly", None, "negative"),
    ("Nunca tuve problemas", None, "positive"),
    ("I never had problems", None, "positive"),
    ("No hubo errores", None, "positive"),
    ("Sin problemas", None, "positive"),
    ("No, excelente atención", "joy", "positive"),  # the comma ends what a negator reaches
    ("No, excellent service", "joy", "positive"),
    ("No podría estar más contenta", "joy", "positive"),
    ("I couldn't be happier", "joy", "positive"),
]
CONTRAST = [
    ("La entrega fue lenta pero el chico fue encantador", "joy", "positive"),
    ("The delivery was slow but the driver was lovely", "joy", "positive"),
    ("El chico fue amable pero no resolvió nada, un desastre", "anger", "negative"),
    ("The driver was friendly but it was a disgrace", "anger", "negative"),
    ("Muy contento, aunque tardaron", "joy", "positive"),
    ("Very happy, although it was slow", "joy", "positive"),
    ("Excelente el chico. La web, una vergüenza.", None, None),  # as much of the one as of the other
    ("Excellent driver. The website is a disgrace.", None, None),
]
STRENGTH = [
    ("Es un poco lento", None, None),  # faint impatience is none
    ("It is a bit slow", None, None),
    ("Es muy lento", "impatience", "negative"),
    ("It is very slow", "impatience", "negative"),
    ("Muyyyy lentooo", "impatience", "negative"),
    ("Soooo slooow", "impatience", "negative"),
]
SHOUTED = [
    ("NO FUNCIONA", "anger", "negative"),
    ("IT DOES NOT WORK", "anger", "negative"),
    ("No funciona!!", "anger", "negative"),
    ("It does not work!!", "anger", "negative"),
    ("Resuelto a la primera!!", "joy", "positive"),
    ("SOLVED THE FIRST TIME", "joy", "positive"),
    ("No funciona", None, "negative"),
    ("It does not work", None, "negative"),
]
EMOJI = [
    ("El pedido 😡", "anger", "negative"),
    ("My order 😡", "anger", "negative"),
    ("El pedido 😍", "joy", "positive"),
    ("My order 👍🏽", None, "positive"),
    ("La atención :(", None, "negative"),
    ("The service :)", "joy", "positive"),
    ("El pedido 😂", None, None),  # people laugh at both
]
EMOJI_ALONE = [
    ("😡😡😡", "anger", "negative"),
    ("😡", "anger", "negative"),
    ("🖕🏿!!", "anger", "negative"),
    ("🙄", "weariness", "negative"),
    ("🙄🙄…", "weariness", "negative"),
    ("⏳⏳", "impatience", "negative"),
    ("😭", None, "negative"),
    ("👎🏽👎🏽", None, "negative"),
    ("☹️", None, "negative"),
    (":(((", None, "negative"),
    ("👍", None, "positive"),
    ("👍🏻 👍🏿", None, "positive"),
    ("👍.", None, "positive"),
    ("❤️", "joy", "positive"),
    ("❤\ufe0e", "joy", "positive"),
    ("❤️‍🔥", "joy", "positive"),
    ("🙌🏾🙌🏾🙌🏾", "joy", "positive"),
    ("10 👏", "joy", "positive"),
    (":))", "joy", "positive"),
    ("😐", "neutral", "neutral"),
    ("😡😭", "anger", "negative"),
    ("😡⏳", None, "negative"),  # two emotions alike
    ("👍👎", None, None),
    ("😍😍😍😡", None, None),  # both sides, however many of one
    ("😂", None, None),
    ("📦🚚", None, None),
    ("📦 👍", None, "positive"),
]
OF_COUNTRIES = [
    ("¿Cuánto más hay que aguantar para que alguien atienda?", "impatience", "negative"),
    ("Esa garcha de aplicación", "anger", "negative"),
    ("No es ninguna garcha", None, "positive"),
    ("Qué pinche tomada de pelo", "anger", "negative"),
    ("El concierto estuvo mamado", None, None),  # praise and weariness alike, by what stands before it
    ("La entrega está mamadísima", "joy", "positive"),
    ("Estoy mamada de ustedes", "weariness", "negative"),
    ("Majísima la de la tienda", "joy", "positive"),
    ("¡Qué genios! Me lo arreglaron en un minuto", "joy", "positive"),
    ("¡Qué genios! Dos semanas sin luz y nadie contesta", "impatience", "negative"),
    ("Me tienen chata", "weariness", "negative"),
    ("Qué conchudos", "anger", "negative"),
]
HEDGED = [
    ("No está mal, pero podría mejorar la web", None, None),
    ("Not bad, but the website could be better", None, None),
    ("No está mal", None, "positive"),
    ("Not bad", None, "positive"),
    ("Podría mejorar", None, "negative"),
    ("Could be better", None, "negative"),
    ("No está mal, pero el técnico fue un grosero", "anger", "negative"),
]
IRONY = [
    ("Gracias por nada", "anger", "negative"),
    ("Thanks for nothing", "anger", "negative"),
    ("Thanks for wasting my morning", "anger", "negative"),
    ("Gracias por hacerme perder la mañana", "anger", "negative"),
    ("Felicitaciones, lograron que cancele", "anger", "negative"),
    ("Gracias por dejarme el equipo impecable", "joy", "positive"),
    ("Genial, otra vez lo mismo", None, None),  # praise and complaint together: not known
    ("Great, nobody answers, again", "impatience", "negative"),  # two strong words outweigh one kind one
]
SPELLING = [
    ("EXELENTE ATENCION", "joy", "positive"),
    ("pesimo servicio", "anger", "negative"),
    ("Pésimo servicio", "anger", "negative"),
    ("Teribble service", "anger", "negative"),
    ("PÃ©simo servicio", "anger", "negative"),  # UTF-8 that was once taken for Windows-1252
]
NEUTRAL = [
    ("Todo normal", "neutral", "neutral"),
    ("Normal", None, None),  # in which language?
    ("Ni bien ni mal", "neutral", "neutral"),
    ("Sin comentarios", "neutral", "neutral"),
    ("Average", "neutral", "neutral"),
    ("No comments", "neutral", "neutral"),
    ("I asked which of the two normal models you have for a kitchen of four", None, None),
]
OTHER_LANGUAGES = [
    ("Recebi bem antes do prazo estipulado, produto muito bom", None, None),
    ("Não chegou meu produto, estou muito triste", None, None),
    ("Très mauvais service, je suis en colère", None, None),
    ("Sehr schlecht, ich bin wütend und nicht zufrieden", None, None),
]


@pytest.mark.parametrize(
    ("text", "emotion", "polarity"),
    [*EMOTIONS, *SIDES_WITHOUT_EMOTION, *UNKNOWN, *NEGATION, *CONTRAST, *STRENGTH, *SHOUTED, *EMOJI, *EMOJI_ALONE,
     *OF_COUNTRIES, *HEDGED, *IRONY, *SPELLING, *NEUTRAL, *OTHER_LANGUAGES],
)  # fmt: skip
def test_a_text_shows_this_emotion_and_side_or_none(
    reader: Reader, text: str, emotion: str | None, polarity: str | None
) -> None:
    found = reader.read(text)
    assert (found.emotion, found.polarity) == (emotion, polarity)
