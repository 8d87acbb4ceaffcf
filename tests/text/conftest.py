"""A reader with the default word lists."""

import pytest

from pipelines.text.reading import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()
