"""SQL as run, laid out to be read: only white space is added, and none inside a text literal."""

import re

BREAKS = re.compile(r"(FROM|WHERE|GROUP BY|HAVING|ORDER BY|UNION ALL|LEFT JOIN|JOIN|WINDOW)\b")
TOKENS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\(|\)|\s+|[^\s()']+")
INDENT = "  "


def lay_out_sql(sql: str) -> str:
    """The statement with a line per clause and an indented block per subquery."""
    lines: list[str] = []
    current, is_query = "", []  # is_query: for every open bracket, whether a subquery stands in it
    tokens = TOKENS.findall(sql)
    for place, token in enumerate(tokens):
        rest = "".join(tokens[place : place + 3])
        if token.isspace():
            current += "\n" if "\n" in token else " "
        elif token == "(":
            following = "".join(tokens[place + 1 : place + 2])
            is_query.append(following == "SELECT")
            current += token
            if is_query[-1]:
                lines.append(current)
                current = INDENT * sum(is_query)
        elif token == ")" and is_query:
            if is_query.pop():
                lines.append(current)
                current = INDENT * sum(is_query)
            current += token
        elif BREAKS.match(rest) and (not is_query or is_query[-1]):
            lines.append(current)
            current = INDENT * sum(is_query) + token
        else:
            current += token
    return "\n".join(line.rstrip() for line in [*lines, current] if line.strip())
