"""For whoever brings the data: a file that no source knows becomes one."""

from pages.parts.inbox.reader import open_for_reader

open_for_reader("mapping")
