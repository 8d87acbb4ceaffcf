"""What is asked of an engine once and for all: a version does not change while an engine reads it."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

E = TypeVar("E", bound=Hashable)
P = ParamSpec("P")
R = TypeVar("R")


def once_a_version(ask: Callable[Concatenate[E, P], R]) -> Callable[Concatenate[E, P], R]:
    """The function, remembering what it gave by engine and arguments, for as long as the engine is in use: a connection that
    a cache held would outlive its version's file. Arguments are given by place and can be hashed."""
    remembered: WeakKeyDictionary[E, dict[Any, R]] = WeakKeyDictionary()

    @wraps(ask)
    def answer(engine: E, /, *arguments: P.args, **named: P.kwargs) -> R:
        known = remembered.setdefault(engine, {})
        if arguments not in known:
            known[arguments] = ask(engine, *arguments, **named)
        return known[arguments]

    return answer
