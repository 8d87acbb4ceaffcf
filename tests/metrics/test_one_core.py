"""Linear algebra on one thread, where matrices are too small to be handed out."""

from threadpoolctl import threadpool_info

from metrics.stats.one_core import one_core


def test_inside_linear_algebra_keeps_to_one_thread_and_afterwards_has_as_many_as_before() -> None:
    with one_core():
        pass
    before = [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]
    with one_core():
        inside = [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]
    after = [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]
    assert before and inside == [1] * len(before)
    assert after == before
