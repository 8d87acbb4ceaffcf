"""The exports of one load into the staging database: each read by itself, those alike staged together, none of them in the
way of the others."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.gather import Sources, check_given_options, resolve_options
from pipelines.mapping.model import Mapping as Source
from pipelines.read.peek import Peek, peek_file
from pipelines.read.staged_name import plain_text
from pipelines.read.whatsapp_findings import describe_chats
from pipelines.read.whatsapp_order import OpenOrder
from pipelines.stage.claim import Claim
from pipelines.stage.file import StagedFile, drop_staged
from pipelines.stage.group import group_alike, stage_group
from pipelines.stage.plan import FilePlan, plan_file
from pipelines.store.refusal import explain_refusal
from pipelines.store.registry import Loaded, settings_in_rows
from warehouse.config.errors import HiloError
from warehouse.config.faults import is_stop
from warehouse.config.settings import Settings
from warehouse.inbox.answers import NOTHING_SAID, Answer
from warehouse.printable import one_line, path_text
from warehouse.sentence import sentence
from warehouse.store.originals import hash_file, keep_original

# Bytes of files that wait to be staged together: their plain texts lie on the disk, and larger ones gain nothing by it.
MOST_WAITING = 64_000_000


@dataclass
class Staging:
    """The staging of one load: what every file needs, the files that wait for others like them, and what became of each.

    `answers`: what a person said about single files, over the options of all; `is_kept`: whether the originals are;
    `known`: each file's first look and source; `failures`: why those of `refused` are.
    """

    con: duckdb.DuckDBPyConnection
    settings: Settings
    loaded: Loaded
    sources: Sources
    options: dict[str, str]
    folder: Path
    report: Callable[[str], None]
    now: datetime
    answers: Mapping[Path, Answer] = field(default_factory=dict)
    is_kept: bool = True
    waiting: dict[tuple[str, str], FilePlan] = field(default_factory=dict)
    waiting_bytes: int = 0
    staged: dict[tuple[str, str], StagedFile] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    known: dict[str, tuple[Peek, Source | None]] = field(default_factory=dict)
    failures: dict[str, BaseException] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    open_orders: list[tuple[Claim, OpenOrder]] = field(default_factory=list)

    def stage(self, exports: list[Path]) -> list[StagedFile]:
        """Read, map and cast every file; refused ones and those that were loaded before are noted."""
        check_given_options(self.options, self.sources)
        file_id = self.loaded.next_file
        for number, path in enumerate(exports):
            claim = None
            with self.net(path, file_id, self.folder / str(number)):
                claim = self.claim(path, file_id, self.folder / str(number))
            if claim and not self.is_known(claim) and self.plan(claim):
                file_id += 1
            if self.waiting_bytes > MOST_WAITING:
                self.stage_waiting()
        self.stage_waiting()
        self.stage_by_folder()
        self.warnings += describe_chats(
            [file.rows.chat for file in self.staged.values() if file.rows.chat], self.options
        )
        order = map(path_text, exports)
        self.refused = {name: self.refused[name] for name in order if name in self.refused}
        return sorted(self.staged.values(), key=lambda file: file.file_id)

    def claim(self, path: Path, file_id: int, folder: Path) -> Claim:
        """Whose export the file is, and how it is to be read. `folder`: its own, for the names and texts by which the
        database reads it (read/staged_name.py). Raises HiloError to refuse it."""
        said = self.answers.get(path.absolute(), NOTHING_SAID)
        check_given_options(said.options, self.sources)
        given = self.options | said.options
        peek = peek_file(path, folder, given.get("encoding"), self.settings.limits)
        self.known[path_text(path)] = (peek, None)
        mapping = self.sources.source_of(peek, said.source)
        self.known[path_text(path)] = (peek, mapping)
        in_force = resolve_options(path, mapping, given) | settings_in_rows(self.settings)
        return Claim(file_id, peek, mapping, in_force, self.settings, folder, self.now, hash_file(path))

    def is_known(self, claim: Claim) -> bool:
        """Whether this very export is loaded already, be it by this load; noted as unchanged then."""
        if claim.export in self.waiting:
            self.stage_waiting()  # it may yet be refused
        if claim.export not in self.staged and not self.loaded.has_file(claim.sha256, claim.mapping, claim.options):
            return False
        plain_text(claim.folder).unlink(missing_ok=True)
        self.keep_original(claim.path, claim.sha256)  # it may have been lost meanwhile
        self.unchanged.append(path_text(claim.path))
        return True

    def plan(self, claim: Claim) -> bool:
        """Read and compile the file; whether it waits to be staged now."""
        self.report(sentence("{file}: reading as {source}", file=one_line(claim.path.name), source=claim.mapping.name))
        with self.net(claim.path, claim.file_id, claim.folder):
            try:
                plan = plan_file(self.con, claim)
            except OpenOrder as error:
                if claim.order_of_folder:
                    raise
                self.open_orders.append((claim, error))
                return True  # its number is taken
            self.waiting_bytes += claim.text_bytes
            self.waiting[claim.export] = plan
        return claim.export in self.waiting

    def stage_by_folder(self) -> None:
        """Stage the chats whose dates can be read in several orders as the other chats of their folder and layout are read."""
        chats = [(file.path.parent, file.rows.chat) for file in self.staged.values() if file.rows.chat]
        for claim, error in self.open_orders:
            orders = {
                chat.order for folder, chat in chats if (folder, chat.layout) == (claim.path.parent, error.layout)
            }
            if len(orders) == 1 and orders <= set(error.orders):
                (order,) = orders
                self.warnings.append(
                    sentence(
                        "{file}: its dates are read as {order}, like those of the other chats in its folder",
                        file=one_line(claim.path.name),
                        order=order,
                    )
                )
                drop_staged(self.con, claim.file_id)
                self.plan(replace(claim, order_of_folder=order))
            else:
                with self.net(claim.path, claim.file_id, claim.folder):
                    raise error
        self.open_orders = []
        self.stage_waiting()

    def stage_waiting(self) -> None:
        """Stage the files that wait, those alike together, or each by itself where that fails."""
        groups = group_alike(list(self.waiting.values()))
        self.waiting, self.waiting_bytes = {}, 0
        for group in groups:
            if len(group) > 1 and self.stage_together(group):
                continue
            for plan in group:
                files: list[StagedFile] = []
                with self.net(plan.claim.path, plan.file_id, plan.claim.folder):
                    files = stage_group(self.con, [plan])
                self.keep([plan], files)

    def stage_together(self, group: list[FilePlan]) -> bool:
        """Whether the files could be staged as one; nothing of them is staged when not."""
        try:
            files = stage_group(self.con, group)
        except BaseException as error:
            if is_stop(error):
                raise
            names = ", ".join(path_text(plan.claim.path) for plan in group)
            for plan in group:
                self.drop(plan.file_id, f"{names}: one of them", "fb", error)
            return False
        self.keep(group, files)
        return True

    def keep(self, plans: list[FilePlan], files: list[StagedFile]) -> None:
        """Keep the originals of staged files; not in the net: what the home refuses is no fault of a file."""
        for plan in plans:
            plain_text(plan.claim.folder).unlink(missing_ok=True)  # the staged rows are a copy
        for file in files:
            self.keep_original(file.path, file.sha256)
            self.staged[file.sha256, file.mapping.name] = file

    def keep_original(self, path: Path, sha256: str) -> None:
        """Keep the export as it was given, unless nothing is to be stored."""
        if self.is_kept:
            keep_original(path, sha256)

    @contextmanager
    def net(self, path: Path, file_id: int, folder: Path) -> Iterator[None]:
        """Whatever one file does in the block, the others load; it is noted as refused, and nothing is left of it.

        Raises HiloError when the database broke with it.
        """
        try:
            yield
        except BaseException as error:  # a panic of Rust is no Exception
            if is_stop(error):
                raise
            plain_text(folder).unlink(missing_ok=True)
            said = explain_refusal(path, error)
            self.drop(file_id, said, "rfb", error)
            self.refused[path_text(path)], self.failures[path_text(path)] = said, error

    def drop(self, file_id: int, said: str, kinds: str, error: BaseException) -> None:
        """Remove what is staged of a file that failed. Raises HiloError when the database broke with it."""
        try:
            drop_staged(self.con, file_id, kinds)
        except duckdb.Error:
            raise HiloError(
                "{said}; the database broke with it: nothing is published; load the others without it", said=said
            ) from error
