"""python -m tests.drivers_proof: hit rate and false-alarm rate of the drivers over many simulated companies.

Each company has 2,000 customers, 27,000 contacts at eight touchpoints and half a year of data (tests/drivers_proof/company.py). An
experience is planted that makes leaving so many times as likely, and recommending and buying again so many times less likely, for 30
days; up to 25 other experiences go with nothing of their own. A hit: the planted one is told. A false alarm: another one is told.
"""

from __future__ import annotations

import argparse
import math

from metrics.analyses.drivers.find import MEASURED_FALSE, OUTCOMES
from metrics.stats.intervals import wilson_interval
from tests.drivers_proof.company import Plan
from tests.drivers_proof.measure import Found, measure

PLANTED = ("help line", "gave_up")
TIMES = (1.0, 2.0, 4.0, 8.0)
UNLUCKY = 1.0  # standard deviation of what customers have more of, in logarithms
PROMISED = 0.10  # of what is told may be false; of companies with nothing to find, as many may be told something


def main() -> None:
    """Print the table; the exit status is 1 when companies with nothing to find are told more often than promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.drivers_proof", description=__doc__)
    parser.add_argument("--companies", type=int, default=24, help="simulated companies for each size of effect")
    parser.add_argument("--times", type=float, nargs="+", default=TIMES, help="sizes of effect; 1: nothing is planted")
    parser.add_argument("--seed", type=int, default=1, help="the first of them")
    options = parser.parse_args()
    print(
        f"{'times as likely':>15} {'outcome':15}{'hit rate':>9}{'95 %':>12}{'companies with a':>18}{'false among':>13}{'intervals of':>14}"
    )
    print(f"{'':15} {'':15}{'':9}{'':12}{'false alarm, 95 %':>18}{'told':>13}{'nulls hold 0':>14}")
    is_kept, told, false = True, 0, 0
    for times in options.times:
        plan = Plan({PLANTED: math.log(times)} if times > 1 else {})
        found = measure(plan, range(options.seed, options.seed + options.companies))
        for outcome in OUTCOMES:
            is_kept &= print_row(times, outcome, [one for one in found if one.outcome == outcome])
        if times > 1:
            told, false = told + sum(one.told for one in found), false + sum(one.false for one in found)
    print(
        f"false among all that is told where something was planted: {false} of {told + false} (the page says {100 * MEASURED_FALSE:.0f} %)"
    )
    found = measure(Plan({}, unlucky=UNLUCKY), range(options.seed, options.seed + options.companies))
    told = sum(one.told + one.false > 0 for one in found)
    print(
        f"unlucky customers, no effect: told something in {told} of {len(found)} outcomes ({interval(told, len(found))})"
    )
    raise SystemExit(0 if is_kept else 1)


def print_row(times: float, outcome: str, found: list[Found]) -> bool:
    """One line; whether the false-alarm rate may be what was promised, where nothing was planted."""
    hits, alarms = sum(one.told for one in found), sum(one.false > 0 for one in found)
    shares = [
        one.false / (one.told + one.false) if one.false else 0.0 for one in found
    ]  # the mean of them is the false-discovery rate
    holding = sum(one.covered for one in found) / max(sum(one.nulls for one in found), 1)
    hit = f"{100 * hits / len(found):8.0f}%{interval(hits, len(found)):>12}" if times > 1 else f"{'-':>9}{'':12}"
    alarm = f"{100 * alarms / len(found):.0f}% {interval(alarms, len(found))}"
    false = f"{100 * sum(shares) / len(shares):.0f}%"
    print(f"{times:15.1f} {outcome:15}{hit}{alarm:>18}{false:>13}{100 * holding:13.1f}%", flush=True)
    low, _ = wilson_interval(100 * alarms / len(found), len(found))
    return times > 1 or float(low) <= 100 * PROMISED


def interval(hits: int, n: int) -> str:
    low, high = wilson_interval(100 * hits / n, n)
    return f"{float(low):.0f}-{float(high):.0f}%"


if __name__ == "__main__":
    main()
