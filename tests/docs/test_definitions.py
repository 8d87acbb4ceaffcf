"""docs/definitions.md and docs/metrics.md have the codes, boxes, notes and names of the code."""

import re

from metrics.catalogue import METRICS
from metrics.catalogue.composites import COMPOSITES
from metrics.catalogue.dimensions import DIMENSIONS
from metrics.catalogue.times import METRICS as TIMES
from tests.docs.blocks import section, text_of
from warehouse.config.codes import CES_TOP_BOX_MIN, CHANNELS, CSAT_TOP_BOX_MIN, STAGES

PAGE = "docs/definitions.md"


def codes_of(word: str) -> tuple[str, ...]:
    """The codes that the list of words gives for a word."""
    row = next(line for line in section(PAGE, "Words").splitlines() if line.startswith(f"| {word} |"))
    return tuple(re.findall(r"`(\w+)`", row))


def test_the_codes_of_channels_and_stages_are_those_of_the_code() -> None:
    assert (codes_of("channel"), codes_of("stage")) == (CHANNELS, STAGES)


def test_the_satisfied_answers_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(csat|ces)` \| `(.+?)` \| (\d+) \|$", section(PAGE, "Scores"), re.MULTILINE)
    expected = [("csat", scale, str(least)) for scale, least in CSAT_TOP_BOX_MIN.items()]
    expected += [("ces", scale, str(least)) for scale, least in CES_TOP_BOX_MIN.items()]
    assert rows == expected


def test_the_least_numbers_of_percentiles_are_those_of_the_code() -> None:
    least = {metric.name.rpartition("_")[2]: metric.minimum_n for metric in TIMES}
    assert f"P90\nneeds {least['p90']}, P95 needs {least['p95']}" in section(PAGE, "Small samples")


def test_every_note_of_a_metric_is_explained() -> None:
    explained = {
        note
        for row in re.findall(r"^\| (`.+?) \|", section(PAGE, "Notes"), re.M)
        for note in re.findall(r"`(.+?)`", row)
    }
    assert {note for metric in METRICS.values() for note in metric.notes} <= explained


def test_every_metric_and_every_dimension_is_listed() -> None:
    head, dimensions = text_of("docs/metrics.md").split("\n## Dimensions\n")
    assert re.findall(r"^\| `(\w+)` \|", head, re.MULTILINE) == [*METRICS, *COMPOSITES]
    assert re.findall(r"^\| `(\w+)` \|", dimensions, re.MULTILINE) == list(DIMENSIONS)
