"""How often the journey map calls a touchpoint good or bad that is not: python -m tests.touchpoint_proof [--seeds 40] [--weeks 4]"""

import argparse

from tests.touchpoint_proof.simulated import World, count_labels, mixed_world, null_world

WORLDS: tuple[tuple[str, World], ...] = (
    ("all alike, CSAT", null_world()),
    ("all alike, NPS", null_world(metric="nps")),
    ("all alike, CSAT, weeks shift by 12 points", null_world(own_shift=0.12)),
    ("25 alike, CSAT, weeks that remember (0.8)", null_world(25, memory=0.8)),
    ("25 alike, CSAT, 30 answers a week that remember", null_world(25, 30.0, memory=0.8)),
    ("25 alike, NPS, 30 answers a week that remember", null_world(25, 30.0, memory=0.8, metric="nps")),
    ("a quarter hurts, CSAT", mixed_world()),
    ("a quarter hurts, CSAT, weeks that remember", mixed_world(memory=0.8)),
    ("a quarter hurts, NPS", mixed_world(metric="nps")),
)


def main() -> None:
    """One line a world, with and without the memory of the weeks before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--weeks", type=int, default=4)
    asked = parser.parse_args()
    print(
        f"40 touchpoints where nothing else is said, {asked.seeds} histories, the maps of {asked.weeks} weeks in a row"
    )
    for name, world in WORLDS:
        for remembers in (True, False):
            rates = count_labels(world, asked.seeds, asked.weeks, remembers)
            print(
                f"{name}{'' if remembers else ', no memory'}: {rates.labels} labels in {rates.maps} maps; false {rates.false_labels}"
                f" ({100 * rates.false_share:.1f} % of labels, {100 * rates.false_per_touchpoint:.2f} % of touchpoints;"
                f" maps with any {100 * rates.maps_with_false:.1f} %); found {100 * rates.found:.0f} % of those 10 points off;"
                f" class changes a week {100 * rates.changes:.2f} %, reversals {rates.reversals}"
            )


if __name__ == "__main__":
    main()
