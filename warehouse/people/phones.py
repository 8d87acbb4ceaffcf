"""Telephone numbers in one spelling, E.164, with Google's rules for every country's numbers (phonenumbers)."""

import re
from functools import lru_cache

import phonenumbers

# A number's name on WhatsApp: 5491155500042@c.us, or :12 for one of its linked devices.
WHATSAPP_ID = r"[1-9]\d{6,14}(:\d+)?@(c\.us|s\.whatsapp\.net)"
# Mexico dropped the 1 before mobile numbers in 2019; WhatsApp still writes it.
OLD_MEXICAN_MOBILE = r"\+521\d{10}"
# What is dialled before a country code (ITU-T E.164); no country's own numbers begin so.
INTERNATIONAL_PREFIX = r"^\W*00(?=[1-9])"


@lru_cache(maxsize=100_000)
def parse_phone(text: str | None, region: str | None) -> str | None:
    """The number in E.164; None when it is none (a withheld caller, an extension), or nobody knows of which country.

    Behind + or 00 stands a country code, and in WhatsApp's ids. Any other number is read by the region's rules, or as an
    international one whose + is missing where it cannot be one of the region; without a region it is not guessed.
    """
    if not text:
        return None
    if re.fullmatch(WHATSAPP_ID, text):
        text = f"+{re.split('[:@]', text)[0]}"
    if "@" in text:
        return None
    text = re.sub(INTERNATIONAL_PREFIX, "+", text)
    if not region and "+" not in text:
        return None
    digits = "".join(c for c in text if c.isdigit())
    if re.fullmatch(OLD_MEXICAN_MOBILE, f"+{digits}"):
        return f"+52{digits[3:]}"
    for number, where, is_number in (
        (text, region or None, phonenumbers.is_possible_number),
        (f"+{digits}", None, phonenumbers.is_valid_number),
    ):
        try:
            parsed = phonenumbers.parse(number, where)
        except phonenumbers.NumberParseException:
            continue
        if is_number(parsed):
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
