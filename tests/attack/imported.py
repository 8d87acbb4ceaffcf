"""What every child of the attack has imported before it is forked: otherwise each would take five seconds to begin.

Nothing here may be used before the fork: threads of DuckDB, Polars and Arrow do not live on in a child.
"""

import os
import sys

# PySpark, which Great Expectations imports where it is installed, asks the main module for its file.
sys.modules["__main__"].__dict__.setdefault("__file__", __file__)
for name in [name for name in os.environ if name.startswith("HILO_")]:
    del os.environ[name]

import pipelines.__main__  # noqa: E402, F401
import warehouse.people.search  # noqa: E402, F401
