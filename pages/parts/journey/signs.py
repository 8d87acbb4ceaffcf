"""The signs of the map: a symbol per channel, a face per emotion, a shape per verdict. Each stands beside its word."""

# Names of Material Symbols, the font that Streamlit itself brings: nothing is fetched.
CHANNEL_SIGNS = {
    "phone": "call", "email": "mail", "webform": "dynamic_form", "chat": "forum", "chatbot": "smart_toy",
    "voicebot": "record_voice_over", "whatsapp": "chat", "sms": "sms", "messenger": "chat_bubble", "instagram": "photo_camera",
    "telegram": "send", "social": "groups", "review": "reviews", "web": "language", "app": "smartphone",
    "email_marketing": "campaign", "push": "notifications", "ads": "ads_click", "store": "storefront",
    "marketplace": "shopping_bag", "appointment": "event", "field_visit": "home_repair_service", "letter": "markunread_mailbox",
    "office": "account_balance", "internal": "corporate_fare", "portal": "account_circle",
    "crm": "contacts", "survey": "ballot",
}  # fmt: skip
EMOTION_SIGNS = {
    "anger": "sentiment_extremely_dissatisfied", "impatience": "hourglass_top", "weariness": "sentiment_dissatisfied",
    "joy": "sentiment_satisfied", "neutral": "sentiment_neutral",
}  # fmt: skip
FACT_SIGNS = {"wait": "schedule", "first_response": "reply", "ces": "thumb_up", "ces_mean": "thumb_up", "contacts_per_matter": "repeat",
              "drop_off": "logout"}  # fmt: skip
STAGE_SIGNS = {"awareness": "visibility", "consideration": "manage_search", "purchase": "shopping_cart", "service": "support_agent",
               "advocacy": "favorite"}  # fmt: skip
TREND_SIGNS = {"better": "trending_up", "worse": "trending_down", "same": "trending_flat"}
# Drawn, because their outlines must differ at the size of a letter: a disc, a square, a triangle on its tip, an empty ring.
SHAPES = {
    "positive": '<circle cx="8" cy="8" r="7"/><path class="ink" d="M4.6 8.2l2.4 2.4 4.4-4.9"/>',
    "neutral": '<rect x="1.5" y="1.5" width="13" height="13" rx="2.5"/><path class="ink" d="M4.8 8h6.4"/>',
    "negative": '<path d="M8 15.2L.6 2.2Q.2 1.2 1.2 1.2h13.6q1 0 .6 1z"/><path class="ink" d="M8 4.2v4.2M8 10.6v.4"/>',
    "unknown": '<circle class="hollow" cx="8" cy="8" r="6.2"/>',
}


def symbol(name: str, kind: str = "") -> str:
    """A symbol of the font; its name is nothing for a screen reader."""
    return f'<span class="sym {kind}" aria-hidden="true">{name}</span>' if name else ""


def channel_symbol(channel: str) -> str:
    """The channel's symbol."""
    return symbol(CHANNEL_SIGNS.get(channel, "more_horiz"), "channel")


def shape(verdict: str) -> str:
    """The verdict's shape."""
    return f'<svg class="shape {verdict}" viewBox="0 0 16 16" aria-hidden="true">{SHAPES[verdict]}</svg>'
