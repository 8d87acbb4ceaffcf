"""What vendors and agents call a sentiment, as one of ours: a side, or an emotion."""

from pipelines.quoting import quote_text
from warehouse.config.codes import EMOTIONS, SIDES

# As exported by call and survey analytics (Amazon Connect Contact Lens and Comprehend, HubSpot, Zendesk's sentiment tags, Google's
# and Azure's words) and as teams write them by hand; lower case, blanks for _ and -. "mixed" is no side: it stays unknown.
NAMES = {
    "positive": ("very positive", "somewhat positive", "slightly positive", "pos", "promoter", "good", "positivo", "positiva", "muy positivo",
                 "muy positiva", "p", "p+", "favorable"),
    "negative": ("very negative", "somewhat negative", "slightly negative", "neg", "detractor", "bad", "negativo", "negativa", "muy negativo",
                 "muy negativa", "n", "n+", "desfavorable"),
    "neutral": ("neu", "passive", "neutro", "neutra", "none", "neutral sentiment"),
    "anger": ("angry", "annoyed", "annoyance", "furious", "irritated", "rage", "enfado", "enojo", "ira", "rabia", "bronca", "enojado", "enfadado"),
    "joy": ("happy", "happiness", "satisfied", "pleased", "gratitude", "grateful", "alegria", "alegría", "feliz", "contento", "satisfecho", "gratitud",
            "enthusiasm", "enthusiastic", "excited", "excitement", "delighted", "entusiasmo", "entusiasmado", "encantado", "encanto"),
    "impatience": ("impatient", "impaciencia", "impaciente"),
    "weariness": ("weary", "tired", "fatigue", "exhausted", "frustrated", "frustration", "fed up", "cansancio", "cansado", "hartazgo", "harto",
                  "frustracion", "frustración", "frustrado"),
}  # fmt: skip


def sentiment_sql(text: str) -> str:
    """SQL for the side or emotion that a vendor's word means; NULL for a word that is none of them (mixed, numbers)."""
    names = {code: code for code in dict.fromkeys((*EMOTIONS, *SIDES))}
    names |= {name: code for code, others in NAMES.items() for name in others}
    known = ", ".join(f"{quote_text(name)}: {quote_text(code)}" for name, code in names.items())
    plain = f"regexp_replace(lower(trim({text})), '^(sentiment|sentimiento)[_: -]+', '')"
    words = f"trim(regexp_replace({plain}, '[_ -]+', ' ', 'g'))"
    return f"CASE WHEN {text} IS NOT NULL THEN MAP {{{known}}}[{words}] END"
