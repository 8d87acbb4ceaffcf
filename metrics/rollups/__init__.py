"""Day-grain sums of every part that adds up: made at load time from the catalogue, kept up to date by what a load changed, and
picked for a question.

A question whose dimensions and filters fit reads the smallest rollup that holds them; every other question reads the rows, which
are in time order and so pruned by period.
"""

from metrics.rollups.build import build_rollups
from metrics.rollups.sums import fingerprint

__all__ = ["build_rollups", "fingerprint"]
