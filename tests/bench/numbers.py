"""python -m tests.bench.numbers > FILE: every metric, alone and by each dimension, of the version in HILO_HOME, a line a row.

Two files, written by the code before a change and after it, are compared with diff: what differs has to be explained.
"""

from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import DIMENSIONS
from metrics.semantic.compute import RESULT, compute
from metrics.semantic.scope import Scope
from warehouse.config.errors import HiloError
from warehouse.store.engine import open_engine


def main() -> None:
    """Print metric, dimension, value of it, then the result; a pair that has no answer prints nothing."""
    engine = open_engine()
    for name in METRICS:
        for by in ((), *((dimension,) for dimension in DIMENSIONS)):
            try:
                rows = (
                    compute(engine, name, Scope(), by).select(*by, *RESULT).sort(by)
                    if by
                    else compute(engine, name, Scope())
                )
            except HiloError:
                continue  # the metric has no such dimension
            for row in rows.select(*by, *RESULT).rows():
                shown = (f"{cell:.9g}" if isinstance(cell, float) else str(cell) for cell in row)
                print(name, *(by or ("all",)), *shown, sep="\t")


if __name__ == "__main__":
    main()
