"""How well pipelines/text reads labelled texts: python -m tests.text_proof [FILE --text COLUMN --label COLUMN [--map a=b,…]]

FILE is CSV or TSV with a header; without one, tests/text/labelled_comments.csv: half of its comments were there before the phrases
of the countries and held back from their choice, some were written after it. One person wrote both, so the held-back half flatters;
the later ones are plainer and closer to what strangers write. Labels are
turned into ours by --map (label=ours; ours empty: the row is left out); the label "none" is of texts that show nothing, where
no answer is right. What is compared (--what): emotion, side, or topic (right when the label is among the topics read). --only
COLUMN=VALUE takes some rows, --by COLUMN groups them, else the language as read. Printed by group and in all: how often it
answers, accuracy of the answers, precision and recall of each class, with Wilson intervals (95 %).
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

OURS = Path(__file__).parent / "text" / "labelled_comments.csv"
PARTS = ("held back", "tuned", "written later")
NOTHING = "none"
Row = dict[str, str]


class Judged(NamedTuple):
    """One labelled text: its group (the language as read, where none is given), the label, and what the method says (empty: unknown)."""

    group: str
    label: str
    said: tuple[str, ...]


def main(arguments: Sequence[str]) -> None:
    """Print the measures of one file."""
    parser = argparse.ArgumentParser(prog="python -m tests.text_proof")
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="side")
    parser.add_argument("--map", default="")
    parser.add_argument("--what", choices=("emotion", "side", "topic"), default="emotion")
    parser.add_argument("--language", default=None, help="the language that the records state")
    parser.add_argument("--only", default="", help="COLUMN=VALUE")
    parser.add_argument("--by", default="", help="COLUMN")
    given = parser.parse_args(arguments)
    if given.file is None:
        print_ours()
        return
    renamed = dict(pair.split("=", 1) for pair in given.map.split(",") if pair)
    rows = [row | {given.label: renamed.get(row[given.label], row[given.label])} for row in read_rows(given.file)]
    if given.only:
        column, value = given.only.split("=", 1)
        rows = [row for row in rows if row[column] == value]
    rows = [row for row in rows if row[given.text] and row[given.label]]
    print_groups(given.file.name, list(judge(rows, given.text, given.label, given.what, given.by, given.language)))


def print_ours() -> None:
    """Side by place of origin, then emotion where it is labelled, for each part of our own comments."""
    rows = read_rows(OURS)
    for part in PARTS:
        of_part = [row for row in rows if row["part"] == part]
        for what, by in (("side", "dialect"), ("emotion", "part")):
            if labelled := [row for row in of_part if row[what]]:
                print_groups(f"{part}, {what}", list(judge(labelled, "text", what, what, by)))


def print_groups(title: str, judged: Sequence[Judged]) -> None:
    """The measures of each group, then of all."""
    print(f"\n{title}: {len(judged):,} labelled texts")
    groups = sorted({row.group for row in judged})
    for group in groups:
        print_measures(group, [row for row in judged if row.group == group])
    if len(groups) > 1:
        print_measures("all", judged)


def read_rows(path: Path) -> list[Row]:
    """The rows, without blanks around what they say."""
    delimiter = "\t" if path.suffix == ".tsv" else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {name: (said or "").strip() for name, said in row.items()}
            for row in csv.DictReader(file, delimiter=delimiter)
        ]


def judge(
    rows: Iterable[Row], text: str, label: str, what: str, by: str = "", language: str | None = None
) -> Iterable[Judged]:
    """What the method says of each."""
    reader = Reader(OwnTopics())
    for row in rows:
        found = reader.read(row[text], language)
        one = found.emotion if what == "emotion" else found.polarity
        said = found.topics if what == "topic" else ((one,) if one else ())
        yield Judged(row[by] if by else found.language or "unknown", row[label], said)


def print_measures(title: str, judged: Sequence[Judged]) -> None:
    """Coverage, accuracy, and each class."""
    answered = [row for row in judged if row.said]
    right = sum(row.label in row.said for row in answered)
    print(f"\n{title}: {len(judged):,} texts")
    print(f"  answers   {share(len(answered), len(judged))}")
    print(f"  accuracy  {share(right, len(answered))} of the answers")
    for label in sorted({row.label for row in judged}):
        of_label = [row for row in judged if row.label == label]
        if label == NOTHING:
            print(f"  {label:<14} unanswered {share(sum(not row.said for row in of_label), len(of_label))}")
            continue
        precision, recall = precision_and_recall(judged, label)
        print(f"  {label:<14} precision {share(*precision)}   recall {share(*recall)}")


def precision_and_recall(judged: Sequence[Judged], label: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """(right, said) and (right, labelled) of one class."""
    right = sum(label in row.said and row.label == label for row in judged)
    return (right, sum(label in row.said for row in judged)), (right, sum(row.label == label for row in judged))


def share(hits: int, n: int) -> str:
    """61.2 % [58.0, 64.3] 612/1,000."""
    if not n:
        return "   –                0/0"
    low, high = wilson_interval(np.array([100 * hits / n]), np.array([float(n)]))
    return f"{100 * hits / n:5.1f} % [{low[0]:.1f}, {high[0]:.1f}] {hits:,}/{n:,}"


if __name__ == "__main__":
    main(sys.argv[1:])
