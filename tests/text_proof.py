"""How well pipelines/text reads labelled texts: python -m tests.text_proof FILE --text COLUMN --label COLUMN [--map a=b,…]

FILE is CSV or TSV with a header. Labels are turned into ours by --map (label=ours; ours empty: the row is left out). What is
compared (--what): emotion, polarity, or topic (right when the label is among the topics read). Printed by language and in all:
coverage (how often it answers), accuracy of the answers, precision and recall of each class, with Wilson intervals (95 %).
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from metrics.stats.intervals import wilson_interval
from pipelines.text.reading import Reader
from pipelines.text.topics import OwnTopics


class Judged(NamedTuple):
    """One labelled text: its language as read, the label, and what the method says (empty: unknown)."""

    language: str
    label: str
    said: tuple[str, ...]


def main(arguments: Sequence[str]) -> None:
    """Print the measures of one file."""
    parser = argparse.ArgumentParser(prog="python -m tests.text_proof")
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True)
    parser.add_argument("--label", required=True)
    parser.add_argument("--map", default="")
    parser.add_argument("--what", choices=("emotion", "polarity", "topic"), default="emotion")
    parser.add_argument("--language", default=None, help="the language that the records state")
    given = parser.parse_args(arguments)
    renamed = dict(pair.split("=", 1) for pair in given.map.split(",") if pair)
    rows = read_rows(given.file, given.text, given.label)
    labelled = [(text, renamed.get(label, label)) for text, label in rows]
    judged = list(judge([row for row in labelled if row[1]], given.what, given.language))
    print(f"{len(judged):,} labelled texts of {given.file.name}")
    languages = sorted({row.language for row in judged})
    for language in languages:
        print_measures(language, [row for row in judged if row.language == language])
    if len(languages) > 1:
        print_measures("all", judged)


def read_rows(path: Path, text: str, label: str) -> list[tuple[str, str]]:
    """Text and label of every row that has both."""
    delimiter = "\t" if path.suffix == ".tsv" else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [(row[text] or "", row[label] or "") for row in csv.DictReader(file, delimiter=delimiter)]
    return [(words.strip(), given.strip()) for words, given in found if words.strip() and given.strip()]


def judge(rows: Iterable[tuple[str, str]], what: str, language: str | None) -> Iterable[Judged]:
    """What the method says of each."""
    reader = Reader(OwnTopics())
    for text, label in rows:
        found = reader.read(text, language)
        one = found.emotion if what == "emotion" else found.polarity
        said = found.topics if what == "topic" else ((one,) if one else ())
        yield Judged(found.language or "unknown", label, said)


def print_measures(title: str, judged: Sequence[Judged]) -> None:
    """Coverage, accuracy, and each class."""
    answered = [row for row in judged if row.said]
    right = sum(row.label in row.said for row in answered)
    print(f"\n{title}: {len(judged):,} texts")
    print(f"  answers   {share(len(answered), len(judged))}")
    print(f"  accuracy  {share(right, len(answered))} of the answers")
    for label in sorted({row.label for row in judged}):
        hits = sum(label in row.said and row.label == label for row in judged)
        precision = share(hits, sum(label in row.said for row in judged))
        print(f"  {label:<14} precision {precision}   recall {share(hits, sum(row.label == label for row in judged))}")


def share(hits: int, n: int) -> str:
    """61.2 % [58.0, 64.3] 612/1,000."""
    if not n:
        return "   –                0/0"
    low, high = wilson_interval(np.array([100 * hits / n]), np.array([float(n)]))
    return f"{100 * hits / n:5.1f} % [{low[0]:.1f}, {high[0]:.1f}] {hits:,}/{n:,}"


if __name__ == "__main__":
    main(sys.argv[1:])
