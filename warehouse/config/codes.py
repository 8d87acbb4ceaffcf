"""Stable codes that files, metrics and pages share: channels, stages, and the words that vendors use for them."""

CHANNELS = (
    "phone", "email", "webform", "chat", "chatbot", "voicebot", "whatsapp", "sms", "messenger", "instagram", "telegram",
    "social", "review", "web", "app", "email_marketing", "push", "ads", "store", "marketplace", "appointment",
    "field_visit", "letter", "office", "internal", "portal", "crm", "survey", "other",
)  # fmt: skip

# Names of the same channel in other models (docs/definitions.md, "Codes"); the native value is stored beside the code.
CHANNEL_SYNONYMS = {
    "app_review": "review", "local_review": "review", "social_public": "social", "mms": "sms", "rcs": "sms",
    "line": "messenger", "sms_marketing": "sms", "in_app": "app", "video": "other", "api": "other",
    "letters": "letter", "post": "letter", "postal_mail": "letter", "postal": "letter", "fax": "letter",
    "branch": "office", "counter": "office", "front_desk": "office", "service_desk": "office", "public_office": "office",
}  # fmt: skip

STAGES = ("awareness", "consideration", "purchase", "service", "advocacy")

# Where neither configuration nor the mapping says the stage, the interaction type does (docs/definitions.md, "Words").
STAGE_BY_INTERACTION_TYPE = {
    "awareness": ("ad_touch", "email_touch", "push_touch", "sms_touch"),
    "consideration": ("visit", "page_view", "screen_view", "site_visit", "search", "cart", "checkout_step", "form_submit",
                      "sign_up", "login"),
    "purchase": ("purchase", "booking", "store_visit"),
    "service": ("case", "call", "callback", "chat_session", "email_thread", "message", "bot_turn", "appointment",
                "work_order", "renewal", "cancellation", "opt_out", "app_uninstall", "survey_invite"),
    "advocacy": ("review", "social_mention", "comment", "referral"),
}  # fmt: skip

# What a contact may be; other kinds would open no matter and be of no stage, without a word.
INTERACTION_TYPES = (*(kind for kinds in STAGE_BY_INTERACTION_TYPE.values() for kind in kinds), "message_session")
DIRECTIONS = ("inbound", "outbound", "internal", "none")
SENDER_ROLES = ("customer", "agent", "bot", "system")
METRICS = ("nps", "csat", "ces")
SURVEY_KINDS = ("transactional", "relationship")
ORDER_STATUSES = ("open", "paid", "fulfilled", "cancelled", "refunded", "partially_refunded")
SUBSCRIPTION_STATUSES = ("trial", "active", "past_due", "paused", "cancelled")
COST_KINDS = ("service", "media")

# Touches that the company sends, looking around and public opinions are no service contacts: they open no matter and
# are neither first nor repeated contacts.
SERVICE_TYPES = ("case", "call", "callback", "chat_session", "email_thread", "message", "work_order", "appointment")

# What a comment shows; "neutral" is none of them, NULL is unknown. A vendor may state an emotion or only a side.
NEGATIVE_EMOTIONS = ("anger", "impatience", "weariness")
POSITIVE_EMOTIONS = ("joy",)  # enthusiasm is joy: readers do not tell them apart (decision 8.5)
EMOTIONS = (*NEGATIVE_EMOTIONS, *POSITIVE_EMOTIONS, "neutral")
SIDES = ("positive", "neutral", "negative")

# Lowest satisfied answer by scale (docs/definitions.md, "Scores"); any other scale needs its boxes declared in the mapping.
CSAT_TOP_BOX_MIN = {"0-1": 1, "1-5": 4, "1-7": 6, "1-10": 9}
CES_TOP_BOX_MIN = {"1-7": 5}
