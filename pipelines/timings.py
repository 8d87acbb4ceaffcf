"""How long the parts of a load take, of the clock and of all processors."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Timing:
    """One part of a load; seconds add up where it comes several times."""

    part: str
    wall_seconds: float
    processor_seconds: float


@dataclass
class Timings:
    """The parts that were measured, in the order in which each began first."""

    parts: dict[str, Timing] = field(default_factory=dict)

    @contextmanager
    def measure(self, part: str) -> Iterator[None]:
        """Measure the block as this part, also when it fails."""
        self.parts.setdefault(part, Timing(part, 0.0, 0.0))
        wall, processor = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            before = self.parts[part]
            self.parts[part] = Timing(
                part,
                before.wall_seconds + time.perf_counter() - wall,
                before.processor_seconds + time.process_time() - processor,
            )

    def lines(self) -> list[str]:
        """A line for each part, the widest first column aligned."""
        width = max((len(part) for part in self.parts), default=0)
        return [
            f"{timing.part:<{width}}  {timing.wall_seconds:8.2f} s  {timing.processor_seconds:8.2f} processor s"
            for timing in self.parts.values()
        ]
