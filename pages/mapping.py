"""For whoever brings the data: a file that no source knows becomes one, column by column."""

from pages.parts.inbox.reader import open_for_reader
from pages.parts.mapping.desk import draw_mapping

draw_mapping(open_for_reader("mapping"))
