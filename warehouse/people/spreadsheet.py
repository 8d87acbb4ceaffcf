"""What spreadsheets and data tools make of a number that is a name: 5.49E+12, 1001.0, #N/A, ####."""

import re

from warehouse.sentence import sentence

# Mantissa and exponent, in either decimal mark. A code such as 12E5 has no sign before the exponent and is left alone.
SCIENTIFIC = re.compile(r"([1-9])(?:[.,](\d+))?[eE]\+(\d{1,3})")
WHOLE = re.compile(r"(\d+)[.,]0+")  # what data tools write of a column with an empty cell
# Excel's and LibreOffice's error values in the languages of Office; ## where a column is too narrow.
ERROR = re.compile(
    r"#+|#[¡¿]?(?:N/A|N/D|N/V|NV|NA|NULL|REF|BEZUG|ERROR|VALUE|VALOR|VALEUR|WERT|NAME|NOMBRE|NOM|NOME|NUM|NÚM|NUMERO|ZAHL|DIV/0|SPILL|"
    r"CALC|FIELD|BUSY|GETTING_DATA|DESBORDAMIENTO|NULO|NUL|ÜBERLAUF|BLOCKED|CONNECT|UNKNOWN|ЗНАЧ|ССЫЛКА|ИМЯ|ДЕЛ/0|Н/Д)\s?[!?]?",
    re.IGNORECASE,
)
SIGNIFICANT = 15  # digits that Excel keeps; behind them it writes zeros
LOST_ZEROS = 3  # so many behind them by chance: one number in a thousand
ROUNDED = sentence("rounded by a spreadsheet: its digits are lost")
NO_VALUE = sentence("an error of a spreadsheet, no value")


def repair_number(text: str) -> tuple[str | None, str]:
    """The id without what a spreadsheet added, and "" – or None and the reason where its digits are lost or it is an error.

    5.491155500042E+12 has all its digits; 5.49E+12 does not, and 1.00E+05 may not.
    """
    if ERROR.fullmatch(text):
        return None, NO_VALUE
    if scientific := SCIENTIFIC.fullmatch(text):
        first, decimals, exponent = scientific[1], scientific[2] or "", int(scientific[3])
        is_whole = len(decimals.rstrip("0")) <= exponent <= len(decimals)
        if not is_whole or exponent >= SIGNIFICANT:
            return None, ROUNDED
        return first + decimals[:exponent], ""
    if whole := WHOLE.fullmatch(text):
        text = whole[1]
    if (
        len(text) >= SIGNIFICANT + LOST_ZEROS
        and text.isdigit()
        and not text[SIGNIFICANT:].strip("0")
        and text.strip("0")
    ):
        return None, ROUNDED
    return text, ""
