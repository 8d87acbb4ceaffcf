"""Telephone numbers in one spelling, E.164, with Google's rules for every country's numbers (phonenumbers)."""

import re
from functools import cache, lru_cache
from pathlib import Path

import phonenumbers

from warehouse.config.toml_file import read_toml
from warehouse.people.phone_parts import split_phones
from warehouse.people.placeholders import PLACEHOLDER, is_placeholder
from warehouse.people.plain_text import plain_text
from warehouse.people.spreadsheet import repair_number
from warehouse.sentence import sentence

# A number's name on WhatsApp: 5491155500042@c.us, or :12 for one of its linked devices.
WHATSAPP_ID = r"[1-9]\d{6,14}(:\d+)?@(c\.us|s\.whatsapp\.net)"
# What is dialled before a country code (ITU-T E.164); no country's own numbers begin so.
INTERNATIONAL_PREFIX = r"^\W*0{2,4}(?=[1-9])"
# Numbers in E.164 that still have to be looked at: of countries with variants (national_variants.toml), or of one digit again and again.
LOOKED_AT = (
    r"\+(55\d{10}|52[01]\d{10,12}|549\d{12}|39[03]\d{9,10}|39[1-9]\d{5,9}|57\d{8,10}|56\d{8}|2(29|37)\d{8}|84\d{10}"
    r"|\d*(0{7}|1{7}|2{7}|3{7}|4{7}|5{7}|6{7}|7{7}|8{7}|9{7})|\d*1234567\d*)"
)
FEWEST_INTERNATIONAL = 10  # digits of a number whose + is missing
UNREADABLE = sentence("no phone number")
VARIANTS = Path(__file__).with_name("national_variants.toml")


@lru_cache(maxsize=100_000)
def parse_phone(text: str | None, region: str | None) -> str | None:
    """The number in E.164, the first of several; None when it is none (a withheld caller, an extension, a placeholder, rounded
    by a spreadsheet), or nobody knows of which country.

    Behind + or 00 stands a country code, and in WhatsApp's ids. Any other number is read by the region's rules, or as an
    international one whose + is missing where it cannot be one of the region; without a region it is not guessed.
    """
    if not text:
        return None
    text = plain_text(text)
    if re.fullmatch(WHATSAPP_ID, text):
        text = f"+{re.split('[:@]', text)[0]}"
    if "@" in text:
        return None
    text, fault = repair_number(text)
    if fault or not text:
        return None
    possible = None
    for piece, is_part in split_phones(text):
        number, is_valid = read_number(piece, region or None)
        if number and is_valid:
            return number
        if number and not is_part and not possible:
            possible = number
    return possible


def find_phone_fault(text: str) -> str:
    """Why a text that was not read is no phone number."""
    plain = plain_text(text)
    return repair_number(plain)[1] or (
        PLACEHOLDER if is_placeholder(plain) or is_one_digit(re.sub(r"\D", "", plain)) else UNREADABLE
    )


def read_number(text: str, region: str | None) -> tuple[str | None, bool]:
    """One number in E.164, and whether its country has it; None when it cannot be one, or is typed to fill a field."""
    text = re.sub(INTERNATIONAL_PREFIX, "+", re.sub(r"^\W*\+\W*0*", "+", text))
    digits = re.sub(r"\D", "", text)
    readings: list[tuple[str, str | None]] = [(f"+{digits}", None)]
    if "+" not in text and (not region or (is_placeholder(digits) and not digits.startswith("0"))):
        return None, False
    if "+" not in text:
        readings = [(digits, region), *(readings if len(digits) >= FEWEST_INTERNATIONAL else [])]
    possible = None
    for number, where in readings:
        try:
            parsed = phonenumbers.parse(number, where)
        except phonenumbers.NumberParseException:
            continue
        found = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if is_one_digit(str(parsed.national_number)):
            continue
        if phonenumbers.is_valid_number(parsed):
            return found, True
        if current := as_written_today(found):
            return current, True
        if number == readings[0][0] and not is_placeholder(str(parsed.national_number)) and is_whole(parsed):
            possible = found
    return possible, False


def is_whole(parsed: phonenumbers.PhoneNumber) -> bool:
    """Whether a number that its country does not have may be one of it all the same: long enough, with its area.

    555-0123 is of any area; so are Argentina's 15 5550-0042 and Brazil's 3333-4444, which are as long as numbers are.
    """
    national = str(parsed.national_number)
    if (parsed.country_code == 54 and national.startswith("15")) or (parsed.country_code == 55 and len(national) < 10):
        return False
    return bool(phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE)


def as_written_today(number: str) -> str | None:
    """The valid number that one, not valid as it stands, is another national spelling of; None where there is none."""
    for pattern, current in national_variants():
        if found := pattern.fullmatch(number[1:]):
            written = f"+{found.expand(current)}"
            try:
                parsed = phonenumbers.parse(written)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(parsed):
                return written
    return None


@cache
def national_variants() -> list[tuple[re.Pattern[str], str]]:
    """The spellings that national_variants.toml lists, and what each is today."""
    return [(re.compile(variant["pattern"]), variant["number"]) for variant in read_toml(VARIANTS)["variant"]]


def is_one_digit(national: str) -> bool:
    """Whether a number is typed to fill a field: 999999999, 600000000."""
    return bool(re.fullmatch(r"\d{0,3}?(\d)\1{6,}", national))


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
