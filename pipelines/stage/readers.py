"""The readers of one staging query, which share its steps."""

from pipelines.stage.cast import Clock
from pipelines.stage.steps import Steps
from pipelines.stage.written_duration import WrittenDurations
from pipelines.stage.written_number import WrittenNumbers
from pipelines.stage.written_time import WrittenTimes


class Readers:
    """What reads times, numbers and durations as one file writes them."""

    def __init__(self, steps: Steps, clock: Clock) -> None:
        self.times = WrittenTimes(steps, clock.zone, clock.date_order, clock.date_system)
        self.numbers = WrittenNumbers(steps)
        self.durations = WrittenDurations(steps, self.numbers)
