"""For whoever brings the data: exports dropped here, looked at before anything is stored, then loaded."""

from pages.parts.inbox.reader import open_for_reader
from pages.parts.inbox.waiting import draw_inbox

draw_inbox(open_for_reader("load"))
