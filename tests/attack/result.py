"""What a campaign of the attack found."""

from collections.abc import Callable
from dataclasses import dataclass

Report = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """Cases that were tried, and one line for each that failed: how to repeat it and what was expected."""

    cases: int
    failures: list[str]


# A campaign: how many cases, the seed that settles all that is random, and where its progress goes, line by line.
# The case of a number is the same whatever the number of cases, so that a failure can be repeated.
Campaign = Callable[[int, int, Report], Result]
