"""CSV and JSON that mean harm: long, deep, torn, in no encoding."""

import json
from random import Random

from tests.attack.hostile import ALL, ENDS, HEAD, ROWS, WORDS, Hostile, file, made, table

T1, T2, T3 = ROWS
SECOND = T2.removesuffix(WORDS["t2"])  # the row without its words
RECORDS = [
    {"ticket": id, "when": f"2026-03-0{day} 09:00:00", "shop": "Centro", "mail": "", "points": "4", "words": WORDS[id]}
    for day, id in enumerate(WORDS, start=2)
]
J1, J2, J3 = (json.dumps(record, ensure_ascii=False) for record in RECORDS)
INNER = J2.removesuffix("}")


def torn_quotes(random: Random) -> str:
    """Twenty thousand lines, each of which opens a quote and does not close it."""
    lines = [f'x{n},2026-03-03 10:00:00,Norte,,{random.randint(1, 5)},"open {n}' for n in range(20_000)]
    return table(*lines)


def second_row(words: bytes) -> bytes:
    """The table with these bytes as the words of its second row."""
    return "\n".join([HEAD, T1, SECOND]).encode() + words + f"\n{T3}\n".encode()


def json_lines(second: str) -> str:
    return "\n".join([J1, second, J3]) + "\n"


CSV = [
    made("hostile-torn-quotes.csv", torn_quotes),
    made("hostile-1-MB-of-quotes.csv", lambda _: '"' * (1 << 20)),
    made("hostile-cell-of-quotes.csv", lambda _: second_row(b'"' * (1 << 20))),
    file("hostile-torn-quote.csv", second_row(b'"never closed'), ENDS),
    file("hostile-quote-inside.csv", second_row(b'a "word" here'), ENDS),
    made("hostile-long-field.csv", lambda random: second_row(b"x" * random.randint(131_073, 200_000)), ENDS),
    made("hostile-20-MB-field.csv", lambda _: second_row(b"x" * 20_000_000)),
    made("hostile-long-label.csv", lambda _: table(*ROWS).replace("words", "w" * (1 << 20))),
    made("hostile-columns.csv", lambda _: HEAD + "".join(f",c{n}" for n in range(100_000)) + f"\n{T1}\n"),
    made("hostile-empty-columns.csv", lambda _: HEAD + "," * 100_000 + f"\n{T1}\n"),
    made("hostile-wide-row.csv", lambda _: table(T1, T2 + ",x" * 100_000, T3), ENDS),
    file("hostile-long-integer.csv", table(T1, T2.replace(",1,", f",{'9' * 5_000},"), T3), ENDS),
    file("hostile-long-decimal.csv", table(T1, T2.replace(",1,", f",0.{'3' * 5_000},"), T3), ENDS),
    file("hostile-far-date.csv", table(T1, T2.replace("2026", "999999999"), T3), ENDS),
    file("hostile-surrogate.csv", second_row(b"a \xed\xa0\x80 b"), ENDS),
    made("hostile-bad-byte.csv", lambda random: second_row(b"a " + random.choice([b"\xff", b"\xc3", b"\xe2\x82", b"\x80"]) + b" b"), ENDS),
    made("hostile-late-bad-byte.csv", lambda _: table(*ROWS, *["x,2026-03-04,Centro,,1,ñ"] * 50_000).encode() + b"y,2026-03-04,C,,1,\xff\n", ALL),
    file("hostile-nul.csv", second_row(b"a \x00 b"), ENDS),
    made("hostile-only-nuls.csv", lambda _: b"\x00" * 5_000_000),
    made("hostile-noise.csv", lambda random: random.randbytes(300_000)),
    file("hostile-escape-codes.csv", second_row(b"\x1b[2J\x1b]0;owned\x07"), ENDS),
    file("hostile-carriage-returns.csv", table(*ROWS, end="\r"), ALL),
    file("hostile-mixed-line-ends.csv", f"{HEAD}\r\n{T1}\n{T2}\r\n{T3}\n", ALL),
    file("hostile-cut-off.csv", (table(*ROWS) + 't4,2026-03-05 12:00:00,Centro,,4,"and th').encode(), ALL),
    file("hostile-cut-character.csv", table(*ROWS).encode() + "t4,2026-03-05 12:00:00,Centro,,4,ñ".encode()[:-1], ALL),
    file("hostile-utf16-unmarked.csv", table(*ROWS).encode("utf-16-le")),
    file("hostile-utf32.csv", table(*ROWS).encode("utf-32")),
    file("hostile-two-marks.csv", b"\xef\xbb\xbf" * 2 + table(*ROWS).encode(), ALL),
    file("hostile-empty.csv", ""),
    file("hostile-mark-only.csv", b"\xef\xbb\xbf"),
    file("hostile-blank-lines.csv", "\n" * 1_000),
    file("hostile-header-only.csv", HEAD + "\n"),
    file("hostile-same-labels.csv", table(*ROWS).replace("shop,mail", "mail,mail")),
    file("hostile-sql-labels.csv", table(*ROWS).replace("words", "\"words); DROP TABLE files; --$$\"")),
    made("hostile-blank-bomb.csv", lambda _: table(*ROWS) + "\n" * 30_000_000, ALL),
]  # fmt: skip
JSON = [
    made("hostile-brackets.json", lambda _: "[" * 1_000_000),
    made("hostile-braces.json", lambda _: '{"a":' * 300_000),
    made("hostile-deep-record.jsonl", lambda _: json_lines(f'{INNER}, "x": {"[" * 100_000}{"]" * 100_000}}}'), ENDS),
    made("hostile-deep-array.json", lambda _: f'[{J1},{INNER}, "x": {"[" * 5_000}{"]" * 5_000}}},{J3}]'),
    file("hostile-integer.jsonl", json_lines(J2.replace('"4"', "9" * 5_000)), ENDS),
    file("hostile-extra-integer.jsonl", json_lines(f'{INNER}, "x": {"9" * 5_000}}}'), ENDS),
    file("hostile-not-a-number.jsonl", json_lines(J2.replace('"4"', "NaN")), ENDS),
    file("hostile-exponent.jsonl", json_lines(J2.replace('"4"', "1e999")), ENDS),
    file("hostile-surrogate.jsonl", json_lines(J2.replace("the second", "\\ud800 alone")), ENDS),
    file("hostile-surrogate-key.jsonl", json_lines(f'{INNER}, "\\udfff": 1}}'), ENDS),
    file("hostile-nul.jsonl", json_lines(J2.replace("the second", "a \\u0000 b")), ENDS),
    file("hostile-raw-nul.jsonl", json_lines(J2.replace("second", "\x00")), ENDS),
    file("hostile-bad-byte.jsonl", json_lines(J2).encode().replace(b"second", b"\xff"), ENDS),
    file("hostile-torn-record.jsonl", json_lines(J2[: len(J2) // 2]), ENDS),
    file("hostile-cut-off.jsonl", "\n".join([J1, J2, J3, J3[:40]]), ALL),
    file("hostile-cut-array.json", f"[{J1},{J2},{J3},{J3[:40]}"),
    file("hostile-comma.json", f"[{J1},{J2},{J3},]"),
    file("page-hostile-list-twice.json", f'{{"tickets": [{J1}], "tickets": [{J3}]}}'),
    file("page-hostile-nested.json", f'{{"tickets": {{"tickets": [{J1}]}}}}'),
    file("page-hostile-null.json", '{"tickets": null}'),
    file("page-hostile-words.json", '{"tickets": ["a", 1, null, []]}'),
    file("hostile-keys-twice.jsonl", json_lines(f'{INNER}, "ticket": "t2", "ticket": "t2"}}'), ENDS),
    file("hostile-scalars.jsonl", json_lines("17"), ENDS),
    file("hostile-objects-for-texts.jsonl", json_lines(J2.replace('"Centro"', '{"a": [1, {"b": null}]}')), ENDS),
    made("hostile-many-keys.jsonl", lambda _: json_lines(INNER + "".join(f', "k{n}": 1' for n in range(100_000)) + "}"), ENDS),
    made("hostile-long-key.jsonl", lambda _: json_lines(f'{INNER}, "{"k" * (1 << 20)}": 1}}'), ENDS),
    made("hostile-long-text.jsonl", lambda _: json_lines(J2.replace("the second", "y" * 20_000_000))),
    made("hostile-one-line.json", lambda _: "[" + ",".join([J1, *[J1] * 100_000, J3]) + "]", ENDS),
]  # fmt: skip
TEXTS: list[Hostile] = [*CSV, *JSON]
