"""Commands about what is published: versions, rollback, verify, forget."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.store.verify import verify_home
from warehouse.actions.log import known_actions
from warehouse.config.errors import HiloError
from warehouse.people.decisions import known_decisions, read_lines
from warehouse.store.pointer import read_pointer
from warehouse.store.seal import read_seal, write_seal
from warehouse.store.versions import (
    current_version,
    list_strays,
    list_versions,
    make_seal,
    one_writer,
    switch_to,
    version_path,
)
from warehouse.store.whole import find_damage, require_whole


def add_version_commands(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def versions() -> None:
        """The versions that are kept, the current one marked, and what else lies among them."""
        kept = list_versions()
        current = number_or_none()
        for version in kept:
            print(f"{version}{'  current' if version == current else ''}")
        for path in list_strays():
            print(f"{path}: no version of Hilo's; move it away", file=sys.stderr)
        current_version()

    @app.command()
    def rollback(
        version: Annotated[
            int | None, typer.Argument(help="the version to go back to; the newest whole one before if not given")
        ] = None,
    ) -> None:
        """Make an earlier version the current one, once it is proven whole; also where the current one cannot be read."""
        with one_writer():
            if version is None:
                version = newest_whole()
            elif damage := find_damage(version):
                raise HiloError(
                    "{damage}; see which versions are whole with: python -m pipelines verify", damage=damage
                )
            switch_to(version)
        print(f"version {version} is current; the next load builds on it")

    @app.command()
    def verify(json_output: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False) -> None:
        """Compare versions, originals and logs with their checksums; say what repairs what is damaged. Status 1 if any is."""
        findings = verify_home()
        if json_output:
            print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
        else:
            for finding in findings:
                print(finding.line)
            bad = sum(not finding.is_sound for finding in findings)
            print(f"{bad} of {len(findings)} are not sound" if bad else "everything is sound")
        if not all(finding.is_sound for finding in findings):
            raise typer.Exit(1)

    @app.command()
    def forget() -> None:
        """Go on without decisions or actions that the published version knows, the logs lack and no backup has."""
        with one_writer():
            version = current_version()
            require_whole(version)
            decisions, actions = known_decisions(read_lines()), known_actions()
            seal = read_seal(version) or make_seal(version_path(version), {})
            write_seal(version, type(seal)(seal.sha256, seal.columns, decisions, actions), is_published=True)
        print(
            f"version {version} goes on with {decisions.last} decisions about persons and {actions.last} lines of actions;"
            " apply that with: python -m pipelines derive"
        )


def number_or_none() -> int | None:
    """What CURRENT says, if it says anything."""
    try:
        return read_pointer()
    except HiloError:
        return None


def newest_whole() -> int:
    """The newest whole version before the current one; of all where there is no sound current one. Raises HiloError."""
    kept, current = list_versions(), number_or_none()
    if current in kept:
        earlier = [version for version in kept if version < current]
        later = [version for version in kept if version > current]
        candidates = [*reversed(earlier), *(reversed(later) if find_damage(current) else [])]
    else:
        candidates = kept[::-1]
    for version in candidates:
        if not (damage := find_damage(version)):
            return version
        print(f"passed over: {damage}", file=sys.stderr)
    if not candidates and current in kept:
        raise HiloError("there is no earlier version to go back to")
    if not kept:
        current_version()
    raise HiloError("no version to go back to is whole; restore HILO_HOME from a backup")
