"""Process logs in XES."""

import gzip

import pytest

from pipelines.read.event_log import first_event_keys
from warehouse.store.engine import open_engine

LOG = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- a log with two cases -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <string key="concept:name" value="log"/>
  <trace>
    <string key="concept:name" value="C-1"/>
    <event>
      <string key="concept:name" value="Open &amp; ask"/>
      <date key="time:timestamp" value="2026-03-02T09:14:07.000+01:00"/>
      <string key="org:resource" value="Ana"/>
      <list key="notes"><values><string key="org:resource" value="nobody"/></values></list>
    </event>
    <event>
      <string key="concept:name" value="Close"/>
      <date key="time:timestamp" value="2026-03-02T10:00:00.000+01:00"/>
    </event>
    <string key="channel" value="phone"/>
  </trace>
  <trace>
    <string key="concept:name" value="C-2"/>
    <event><date key="time:timestamp" value="2026-03-03T09:00:00.000Z"/><string key="concept:name" value="Open"/></event>
  </trace>
</log>
"""
MAPPING = """\
name = "tickets"
[file]
format = "xes"
required = ["concept:name", "time:timestamp", "case:concept:name"]
[[record]]
table = "interactions"
group_by = ["case:concept:name"]
[record.columns]
record_id = "case:concept:name"
started_at = "time:timestamp"
channel = { value = "other" }
channel_native = "case:channel"
interaction_type = { value = "case" }
touchpoint = { first = "concept:name" }
agent = "org:resource"
transfer_count = { count = "concept:name" }
"""
CASES = [("tickets:C-1", "2026-03-02 08:14:07", "phone", "Open & ask", "Ana", 2, 9),
         ("tickets:C-2", "2026-03-03 09:00:00", None, "Open", None, 1, 23)]  # fmt: skip


@pytest.mark.parametrize(
    "write", [str.encode, lambda text: gzip.compress(text.encode()), lambda text: text.encode("utf-8-sig")]
)
def test_a_log_is_a_row_an_event_with_what_its_case_says(load, give, write):
    assert load(give("log.xes", write(LOG)), mapping=MAPPING).refused == {}
    found = open_engine().query(
        "SELECT record_id, strftime(started_at, '%Y-%m-%d %H:%M:%S'), channel_native, touchpoint, agent, transfer_count, source_line"
        " FROM interactions ORDER BY 1"
    )
    assert found.rows() == CASES


def test_the_first_lines_tell_the_attributes():
    known = first_event_keys(LOG.splitlines(keepends=True)[:20])
    assert {"concept:name", "time:timestamp", "org:resource", "case:concept:name"} <= set(known)
    assert first_event_keys(["<html><body>no log</body></html>"]) == []


def test_a_log_that_is_cut_or_has_entities_of_its_own_is_refused(load, give):
    cut = give("cut.xes", LOG[:-20])
    bomb = give("bomb.xes", LOG.replace("<log ", '<!DOCTYPE log [<!ENTITY a "aaaa">]><log ', 1))
    refused = load(cut, bomb, mapping=MAPPING).refused
    assert "no whole XML" in refused[str(cut)]
    assert str(bomb) in refused
