"""Process logs in XES, the form in which workflow systems and public data sets write cases and their events (IEEE 1849)."""

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from warehouse.config.errors import HiloError

OF_CASE = "case:"  # before the keys of a case's own attributes, as process mining tools name them
VALUES = ("string", "date", "int", "float", "boolean", "id")


class EventReader:
    """Collects the events of a log: each a dict of its attributes and its case's, with the line that it begins on.

    Attributes within attributes, the log's own and its defaults (globals) are left out.
    """

    def __init__(self) -> None:
        self.events: list[tuple[dict[str, str], int]] = []
        self.open: list[str] = []
        self.case: dict[str, str] = {}
        self.event: dict[str, str] = {}
        self.line = 0
        self.first_of_case = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = name.rpartition(":")[2]
        parent = self.open[-1] if self.open else ""
        self.open.append(name)
        if name == "trace":
            self.case, self.first_of_case = {}, len(self.events)
        elif name == "event":
            self.event, self.line = {}, self.parser.CurrentLineNumber
        elif name in VALUES and "key" in attributes:
            if parent == "trace":
                self.case[OF_CASE + attributes["key"]] = attributes.get("value", "")
            elif parent == "event":
                self.event[attributes["key"]] = attributes.get("value", "")

    def end(self, name: str) -> None:
        """An element ends; what a case says of itself may stand behind its events."""
        self.open.pop()
        if name.rpartition(":")[2] == "event":
            self.events.append((self.event, self.line))
        elif name.rpartition(":")[2] == "trace":
            for event, _ in self.events[self.first_of_case :]:
                event.update(self.case)

    def refuse_doctype(self, *_: object) -> None:
        """Entities of a document's own can make a small file endless."""
        raise HiloError("a document type, which no process log has")


def first_event_keys(head: list[str]) -> list[str]:
    """The attributes of the events in the first lines of a log; empty when it is none."""
    reader = EventReader()
    try:
        reader.parser.Parse("".join(head).lstrip("\ufeff \r\n\t"), False)
    except (expat.ExpatError, HiloError):
        return []
    if "log" not in reader.open[:1] and not reader.events:
        return []
    return list(dict.fromkeys([*(key for event, _ in reader.events for key in event), *reader.event, *reader.case]))


def read_events(path: Path, text: str) -> tuple[list[str], Iterator[tuple]]:
    """The labels, and one tuple an event: a cell per label (None when the event has none), then its line. Raises HiloError
    when the document is not whole."""
    reader = EventReader()
    try:
        reader.parser.Parse(text.lstrip("\ufeff"), True)
    except expat.ExpatError as error:
        raise HiloError("{path}: no whole XML: {said}; export or download it again", path=path, said=error) from None
    except HiloError as error:
        raise HiloError("{path}: {said}", path=path, said=error) from None
    labels = list(dict.fromkeys(key for event, _ in reader.events for key in event))
    rows = ((*(event.get(label) or None for label in labels), line) for event, line in reader.events)
    return labels, rows
