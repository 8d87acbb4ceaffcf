"""What hangs together: connected components of keys, or of contacts that share a link."""

from __future__ import annotations

import numpy
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def find_components(a: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:  # type: ignore[type-arg]
    """Every end of the edges a-b once, and the number of the component that it is in. There must be an edge."""
    ends, places = numpy.unique(numpy.concatenate([a, b]), return_inverse=True)
    start, end = numpy.split(places, 2)
    graph = coo_matrix((numpy.ones(len(start), dtype=bool), (start, end)), shape=(len(ends), len(ends)))
    return ends, connected_components(graph, directed=False)[1]
