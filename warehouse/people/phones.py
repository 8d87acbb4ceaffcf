"""Telephone numbers in one spelling, E.164, with Google's rules for every country's numbers (phonenumbers)."""

import re
from functools import lru_cache

import phonenumbers

# A number's name on WhatsApp: 5491155500042@c.us, or :12 for one of its linked devices.
WHATSAPP_ID = r"[1-9]\d{6,14}(:\d+)?@(c\.us|s\.whatsapp\.net)"
# Mexico dropped the 1 before mobile numbers in 2019; WhatsApp still writes it.
OLD_MEXICAN_MOBILE = r"\+521\d{10}"


@lru_cache(maxsize=100_000)
def parse_phone(text: str | None, region: str | None) -> str | None:
    """The number in E.164; None when it is none (a withheld caller, an extension).

    Digits that begin with a country code are read as international where no region is known. WhatsApp's ids always are.
    """
    if not text:
        return None
    if re.fullmatch(WHATSAPP_ID, text):
        text = f"+{re.split('[:@]', text)[0]}"
    digits = "".join(c for c in text if c.isdigit())
    if re.fullmatch(OLD_MEXICAN_MOBILE, f"+{digits}"):
        return f"+52{digits[3:]}"
    tries = [(text, region or None), (f"+{digits}", None)] if digits and "@" not in text else []
    for number, where in tries:
        try:
            parsed = phonenumbers.parse(number, where)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def mobile_of(phone: str) -> str | None:
    """The mobile that a number without its mobile prefix may mean: +54 11 5550-0042 is dialled for +54 9 11 5550-0042."""
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    token = phonenumbers.country_mobile_token(parsed.country_code or 0)
    national = phonenumbers.national_significant_number(parsed)
    if not token or national.startswith(token):
        return None
    return f"+{parsed.country_code}{token}{national}"
