"""Small matrices multiplied by one core: handed out to several, they take twenty times as long where other work keeps those busy."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_core() -> Iterator[None]:
    """Inside, linear algebra keeps to one thread."""
    from threadpoolctl import threadpool_limits  # 0.1 s

    with threadpool_limits(1, "blas"):
        yield
