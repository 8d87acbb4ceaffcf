"""Small matrices multiplied by one core: handed out to several, they take twenty times as long where other work keeps those busy."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


@contextmanager
def one_core() -> Iterator[None]:
    """Inside, linear algebra keeps to one thread."""
    with controller().limit(limits=1, user_api="blas"):
        yield


@cache
def controller() -> Any:  # threadpoolctl has no types
    """The libraries of linear algebra that are loaded, looked for once: it takes milliseconds."""
    import scipy.linalg  # noqa: F401  # loads them; a library that is loaded afterwards would not be found
    from threadpoolctl import ThreadpoolController  # 0.1 s

    return ThreadpoolController()
