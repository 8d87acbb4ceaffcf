"""Loads, decisions and rollbacks that are killed at any moment: the version is the one before or the one after, never
another; the next command works, and nothing is left over when it has ended."""

import shutil
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.attack.child import Kill, run_command
from tests.attack.company import STEPS, Content, Step, open_to_others, read_content, shapes, write_company
from tests.attack.result import Report, Result

SIGNALS = [signal.SIGKILL] * 6 + [signal.SIGTERM, signal.SIGINT]
PUBLICATION = 15  # of Python's changes, the last ones
TWICE = 0.2  # share of the cases in which the next command is killed too


@dataclass(frozen=True)
class Known:
    """A step that was not disturbed: the home before and after it, what was in it, and how long it took."""

    step: Step
    before: Path
    content_before: Content
    content_after: Content
    shapes_after: set[str]
    seconds: float
    changes: int


def run(cases: int, seed: int, report: Report, steps: int = len(STEPS)) -> Result:
    """Kill as many commands, each one of the first `steps`; every fiftieth case is reported."""
    failures = []
    with tempfile.TemporaryDirectory(prefix="hilo-attack-") as folder:
        known = build_undisturbed(Path(folder), STEPS[:steps])
        usual = set().union(*(one.shapes_after for one in known))
        for number in range(cases):
            random = Random(f"{seed} {number}")
            one = random.choices(known, [one.step.weight for one in known])[0]
            kills = [choose_kill(random, one)] + [choose_kill(random, one)] * (random.random() < TWICE)
            case = f"seed {seed} case {number}: {one.step.name}, {' then '.join(map(str, kills))}"
            problems = kill_and_go_on(Path(folder) / "case", one, kills, usual)
            failures += [f"{case}: {'; '.join(problems)}"] if problems else []
            if number % 50 == 49:
                report(f"kill: {number + 1} of {cases}, {len(failures)} failures")
    return Result(cases, failures)


def build_undisturbed(folder: Path, steps: list[Step]) -> list[Known]:
    """Run every step once, and keep the home as it was before each. Raises AssertionError when a step goes wrong."""
    place = folder / "undisturbed"
    place.mkdir()
    write_company(place)
    (place / "home").mkdir(mode=0o700)
    found = []
    for number, step in enumerate(steps):
        if step.settings:
            (place / "home" / "hilo.toml").write_text(step.settings)
            (place / "home" / "hilo.toml").chmod(0o600)
        before = folder / f"before-{number}"
        shutil.copytree(place / "home", before, symlinks=True)
        content = read_content(place / "home")
        ended = run_command(place, step.arguments)
        assert ended.status == (1 if step.name == "second load" else 0), f"{step.name}: {ended}"
        after = read_content(place / "home")
        found.append(Known(step, before, content, after, shapes(place / "home"), ended.seconds, ended.changes))
    return found


def choose_kill(random: Random, one: Known) -> Kill:
    """A signal at some moment of the step: by the clock, or at one of the changes, half of those at the publication."""
    number = random.choice(SIGNALS)
    kind = random.random()
    if kind < 0.4:
        return Kill(number, seconds=random.uniform(0.001, one.seconds * 1.1))
    first = max(one.changes - PUBLICATION, 1) if kind < 0.7 else 1
    return Kill(number, change=random.randint(first, one.changes))


def kill_and_go_on(place: Path, one: Known, kills: list[Kill], usual: set[str]) -> list[str]:
    """What is wrong after the kills, and after the next command that runs to its end."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    write_company(place)
    shutil.copytree(one.before, place / "home", symlinks=True)
    problems: list[str] = []
    arguments = one.step.arguments
    for kill in kills:
        ended = run_command(place, arguments, kill)
        problems += filter(None, [ended.trouble()])
        content, wrong = judge_content(place / "home", one)
        if content is None:
            return [*problems, *wrong]
        problems += wrong
        # What was done is not done again: a load says so by itself, a decision would be a second one.
        arguments = one.step.arguments if not content.differs(one.content_before) else [*one.step.once_done]
    ended = run_command(place, arguments)
    problems += filter(None, [ended.trouble()])
    if ended.status != 0 and not (ended.status == 1 and "strange.csv" in ended.err):
        problems.append(f"the next command, {arguments[0]}, ends with {ended.status}: {ended.err.strip()[-200:]}")
    content, wrong = judge_content(place / "home", one)
    problems += wrong
    if content and (differs := content.differs(one.content_after)):
        problems.append(f"after the next command, {arguments[0]}, not as if undisturbed: {differs}")
    left = sorted(shapes(place / "home") - usual) + sorted(f"tmp/{path.name}" for path in (place / "tmp").iterdir())
    problems += [f"left over: {', '.join(left)}"] if left else []
    others = open_to_others(place / "home")
    problems += [f"open to others: {', '.join(others[:3])} and {len(others)} in all"] if others else []
    return problems


def judge_content(home: Path, one: Known) -> tuple[Content | None, list[str]]:
    """What the installation holds; what of it is neither as before nor as after, or newer than what it rests on."""
    try:
        content = read_content(home)
    except Exception as error:
        return None, [f"cannot be opened: {type(error).__name__}: {str(error).splitlines()[0][:200]}"]
    before, after = one.content_before, one.content_after
    wrong = [
        f"{name} are neither those before nor those after"
        for name in ("tables", "decisions", "actions")
        if getattr(content, name) not in (getattr(before, name), getattr(after, name))
    ]
    if content.tables != before.tables and content.decisions != after.decisions:
        wrong.append("the version rests on decisions that are not there")
    return content, wrong
