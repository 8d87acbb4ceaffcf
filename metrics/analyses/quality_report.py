"""The verdicts on the sources as a command prints them, in English: lights and findings, with their words."""

from datetime import date
from typing import Any

from metrics.presenter.english import ENGLISH
from metrics.presenter.quality import QualityWords
from metrics.quality.finding import LIGHTS
from metrics.quality.judge import judge_sources
from metrics.semantic.engine import Engine


def report_quality(engine: Engine, today: date) -> dict[str, Any]:
    """lights: light, state, sentence, to_do; findings: what stands on page Data, with numbers; is_failing. `today` in UTC."""
    quality = judge_sources(engine, today)
    words = QualityWords(ENGLISH, hides_values=engine.settings.personal_data == "masked")
    lights = [
        {
            "light": light, "state": quality.state(light), "sentence": words.sentence(quality, light, today),
            "to_do": words.light_to_do(quality, light),
        }
        for light in LIGHTS
    ]  # fmt: skip
    findings = [
        {
            "light": found.light, "kind": found.kind, "source": found.source, "table": found.table, "column": found.column,
            "since": found.since, "until": found.until, "usual": found.usual, "found": found.found, "rows": found.rows,
            "is_failing": found.is_failing, "what": words.what(found), "to_do": words.what_to_do(found),
        }
        for found in quality.findings
    ]  # fmt: skip
    return {
        "today": today,
        "newest": quality.newest,
        "lights": lights,
        "findings": findings,
        "is_failing": quality.is_failing,
    }
