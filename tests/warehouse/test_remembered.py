"""What is asked once a version is asked again of another engine only, and goes with its engine."""

import gc

from warehouse.store.remembered import once_a_version


class Engine:
    """Stands for one: it is told apart by what it is."""


def test_each_engine_is_asked_once_for_each_argument() -> None:
    asked = []

    @once_a_version
    def double(engine: Engine, number: int) -> int:
        asked.append(number)
        return 2 * number

    one, other = Engine(), Engine()
    assert [double(one, 2), double(one, 2), double(one, 3), double(other, 2)] == [4, 4, 6, 4]
    assert asked == [2, 3, 2]


def test_an_engine_that_nobody_uses_is_let_go() -> None:
    gone = []

    class Closing(Engine):
        def __del__(self) -> None:
            gone.append(True)

    @once_a_version
    def name(engine: Engine) -> str:
        return "version"

    engine = Closing()
    assert name(engine) == "version"
    del engine
    gc.collect()
    assert gone == [True]
