"""Texts that try to be more than texts: pieces that end a quote, a comment, a statement or a bracket, in any order."""

import random

ENDS = ["'", "''", '"', '""', "`", "$$", "$x$", "$$ $$", "--", "-- \n", "/*", "*/", "/* */", ";", ";;", ")", "))", "(", "]", "}", "{", "[", ",", "\\", "\\'",
        "\n", "\r", "\r\n", "\t", "\x00", "\x1b", "\u2028", "\u00a0", "\ufeff", "\u02bc", "\uff07", "\u201d", "\ud7ff", "\U0001f600", "E'\\x27'", "%", "_", "?", "$1",
        "::", ":=", "=>", "->", "<", ">", "=", "#", "|", "||", "&", "~", "*", "+", ".", "..", "/", "\x85", "chr(39)"]  # fmt: skip
DEEDS = [
    "COPY (SELECT 1) TO 'stolen.csv'", "ATTACH 'other.duckdb' AS other", "DELETE FROM building.files", "DROP TABLE staging.b1",
    "SELECT * FROM read_text('secret.txt')", "(SELECT content FROM read_text('secret.txt'))", "(SELECT max(content) FROM read_text('*'))",
    "getenv('HOME')", "current_setting('temp_directory')", "SET enable_external_access = true", "INSTALL httpfs", "LOAD httpfs", "PRAGMA database_list",
    "UNION ALL SELECT 1", "FROM duckdb_tables()", "query('SELECT 1')", "query_table('x')", "EXISTS (FROM glob('*'))", "COLUMNS('.*')", "*", "a.b.c",
    "row_number() OVER ()", "(FROM staging.b1)", "parse_phone('1', 'ES')", "regexp_extract(\"text\", '(.*)', 1)", "list_transform([1], lambda x: x)",
    "read_blob('secret.txt')", "CREATE MACRO lower(x) AS 1", "IMPORT DATABASE 'x'", "CALL pragma_version()", "EXPORT DATABASE 'x'", "VACUUM", "CHECKPOINT",
    "lpad('a', 2000000000, 'b')", "repeat('a', 2000000000)", "range(1000000000)", "replace(replace(replace(\"text\", 'i', 'iiiiiiii'), 'i', 'iiiiiiii'), 'i', 'iiiiiiii')",
    "regexp_replace(\"text\", '', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'g')", "CAST(\"text\" AS INTEGER)", "1/0", "strptime(\"text\", '%Q')", "make_date(99999999, 1, 1)",
]  # fmt: skip
PATTERNS = [
    "(a+)+$",
    "(",
    "[",
    "(?=x)",
    "(?<x>y)",
    "\\1",
    "(x{1000}){1000}",
    ".*.*.*.*.*=.*",
    "a{0,1001}",
    "(?i)",
    "\\p{L}",
    "\\",
    "(|)*",
    "x**",
]
FORMS = ["%Q", "%", "%%", "%Y%Y", "%-d", "%s", "%n", "%5f"]
PLAIN_WORDS = ["id", "at", "name", "amount", "text", "x", "0", "-1", "1e400", "UTC", "dmy", "", " ", "NULL", "null", "true", "_line", "_json", "rowid", "c0_t_topic",
               "option:who", "option value:said", "a.b", "list[]", "tags[].v", "tags{key}", "$.x", "interactions", "orders", "nps", "0-10"]  # fmt: skip
CALLS = ["lower", "upper", "concat", "replace", "nullif", "coalesce", "trim", "lpad", "regexp_replace", "string_split", "TRY_CAST", "CAST", "struct_pack", "sum",
         "string_agg", "epoch", "strftime", "list_value", "if", "greatest", "json_extract", "getenv", "read_text", "list_filter", "TRY"]  # fmt: skip
LONG = (300, 5_000, 30_000)


def hostile_text(rng: random.Random) -> str:
    """One to six pieces one after the other, sometimes very often."""
    pools = [ENDS, ENDS, DEEDS, PLAIN_WORDS, PATTERNS, FORMS]
    text = "".join(rng.choice(rng.choice(pools)) for _ in range(rng.randint(1, 6)))
    if rng.random() < 0.03:
        text = text * (rng.choice(LONG) // max(1, len(text)) + 1)
    return text


def hostile_sql(rng: random.Random) -> str:
    """An expression that may be whole, with something hostile somewhere."""
    kind = rng.random()
    if kind < 0.25:
        return hostile_text(rng)
    expression = nested(rng, rng.randint(0, 4))
    if kind < 0.7:
        place = rng.randrange(len(expression) + 1)
        expression = expression[:place] + hostile_text(rng) + expression[place:]
    if kind > 0.97:
        depth = rng.choice([50, 200, 2_000])
        call = rng.choice(["lower(", "(", "NOT (", "CASE (", "coalesce(", "[", "-(", "replace("])
        expression = call * depth + expression + ")" * depth
    return expression


def nested(rng: random.Random, depth: int) -> str:
    """A call of calls down to columns and constants."""
    if depth == 0:
        return rng.choice(
            ['"text"', '"name"', "id", "'x'", "1", f"'{rng.choice(ENDS)}'", f"'{rng.choice(PATTERNS)}'", "NULL", "E'\\n'", "$$it's$$", '"no ""such"" column"', "/* c */ 2", "'a' -- b\n"]
        )  # fmt: skip
    one, two, three = (nested(rng, depth - 1) for _ in range(3))
    return rng.choice(
        [
            f"{rng.choice(CALLS)}({one}, {two})", f"{rng.choice(CALLS)}({one})", f"{rng.choice(CALLS)}({one}, {two}, {three})",
            f"CASE WHEN {one} IS NULL THEN {two} ELSE {three} END", f"CASE {one} WHEN {two} THEN {three} END", f"({one} || {two})",
            f"{one} IN ({two}, {three})", f"{one} BETWEEN {two} AND {three}", f"TRY_CAST({one} AS DOUBLE)", f"{one} LIKE {two}", f"{one}::VARCHAR",
            f"({one} = {two} OR {three} IS NOT NULL)", f"{one}[1]", f"{one} -> {two}", f"sum({one}) FILTER (WHERE {two})",
        ]
    )  # fmt: skip
