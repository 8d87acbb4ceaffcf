"""What every test needs of the process that it runs in."""

import sys

import pytest

# PySpark, which Great Expectations imports where it is installed, takes a main module without a file for a doctest run of
# its own and looks for a Spark distribution. The worker processes of pytest-xdist have such a main module.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = pytest.__file__
