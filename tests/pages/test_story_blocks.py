"""A person's events as matters and what lies between them, line by line."""

from datetime import datetime
from typing import Any

from pages.parts.customer.story_blocks import Block, story_blocks
from pages.parts.customer.story_words import line_markdown, sentence_of
from pages.parts.texts import Texts

NOTHING: dict[str, Any] = dict.fromkeys((
    "time_precision", "touchpoint", "topic", "team", "agent", "agent_name", "until", "interaction_type", "direction", "conversation_id",
    "case_id", "order_id", "is_abandoned", "is_resolved", "is_handed_off", "has_context", "is_converted", "transfer_count",
    "reopen_count", "wait_seconds", "first_response_seconds", "handle_seconds", "resolution_seconds", "words", "action",
    "matter_id", "sender_role", "survey", "metric", "raw_score", "score", "scale", "is_answered", "status", "amount",
    "refunded_amount", "currency", "item_count", "plan", "is_lost", "churn_reason", "contact_id", "file", "step_kind",
    "cause", "is_reexplained", "between_seconds", "from_channel",
))  # fmt: skip


def event(number: int, kind: str, moment: str | None, channel: str, **said: Any) -> dict[str, Any]:
    time = datetime.fromisoformat(moment) if moment else None
    return NOTHING | {"record_id": f"r{number}", "source": "s", "kind": kind, "time": time, "channel": channel} | said


def matter(number: int, opened: str, ended: str) -> dict[str, Any]:
    return {
        "matter_id": number, "opened_local": datetime.fromisoformat(opened), "ended_local": datetime.fromisoformat(ended),
    }  # fmt: skip


def outline(blocks: list[Block]) -> list[tuple[int | None, list[list[str]]]]:
    return [
        (block.matter["matter_id"] if block.matter else None, [[e["record_id"] for e in line.events] for line in block.lines])
        for block in blocks
    ]  # fmt: skip


def test_matters_stand_where_they_opened_and_the_rest_between_them() -> None:
    events = [
        event(1, "order", "2026-06-01T10:00", "web"),
        event(2, "contact", "2026-06-02T10:00", "phone", matter_id=7),
        event(3, "order", "2026-06-02T11:00", "store"),
        event(4, "contact", "2026-06-03T10:00", "email", matter_id=7),
        event(5, "score", "2026-06-09T10:00", "phone"),
        event(6, "order", "2026-06-10T12:00", "web"),
        event(7, "contact", "2026-06-20T10:00", "chat", matter_id=8),
        event(8, "refund", "2026-06-28T10:00", "chat"),
    ]
    matters = [
        matter(7, "2026-06-02T10:00", "2026-06-03T10:00"),
        matter(8, "2026-06-20T10:00", "2026-06-20T10:00"),
    ]
    # An order during a matter stands in it; a score up to seven days after it; money paid back eight days later does not.
    assert outline(story_blocks(events, matters, gap_days=7)) == [
        (None, [["r1"]]),
        (7, [["r2"], ["r3"], ["r4"], ["r5"]]),
        (None, [["r6"]]),
        (8, [["r7"]]),
        (None, [["r8"]]),
    ]


def test_touches_of_a_campaign_and_the_scores_of_an_answer_are_one_line() -> None:
    events = [
        event(1, "touch", "2026-06-01T10:00", "push", touchpoint="june", action="open"),
        event(2, "touch", "2026-06-01T10:01", "push", touchpoint="june", action="click"),
        event(3, "touch", "2026-06-01T10:02", "push", touchpoint="july", action="open"),
        event(4, "score", "2026-06-05T10:00", "survey", survey="year", metric="nps", score=2.0, scale="0-10"),
        event(
            5, "score", "2026-06-05T10:00", "survey", survey="year", metric="ces", score=1.0, scale="1-7", words="Bad"
        ),
    ]
    [block] = story_blocks(events, [], gap_days=7)
    assert [[e["record_id"] for e in line.events] for line in block.lines] == [["r1", "r2"], ["r3"], ["r4", "r5"]]
    said = [line_markdown(sentence_of(line, Texts("en"))) for line in block.lines]
    assert said == [
        "**2 campaign touches** · Push · june: opened, clicked",
        "**Campaign touch** · Push · july: opened",
        r"**Score\: NPS 2 \(0–10\), CES 1 \(1–7\)** · Survey: year",
    ]
    assert sentence_of(block.lines[2], Texts("en")).quotes == ("Bad",)


def test_messages_stand_inside_their_contact_and_loose_ones_are_one_line() -> None:
    events = [
        event(1, "contact", "2026-06-01T10:00", "chat"),
        event(2, "message", "2026-06-01T10:00", "chat", contact_id="r1", sender_role="customer"),
        event(3, "message", "2026-06-01T10:01", "chat", contact_id="r1", sender_role="agent"),
        event(4, "message", "2026-06-04T10:00", "sms"),
        event(5, "message", "2026-06-04T10:01", "sms"),
    ]
    [block] = story_blocks(events, [], gap_days=7)
    assert [line_markdown(sentence_of(line, Texts("en"))) for line in block.lines] == [
        r"**Web chat**: 2 messages \(1 of the customer's\)",
        "**2 messages** · SMS",
    ]


def test_a_step_says_how_the_customer_came_to_it() -> None:
    events = [
        event(1, "contact", "2026-07-06T10:02", "chatbot", matter_id=7, topic="averia", is_handed_off=True, is_resolved=False),
        event(2, "contact", "2026-07-06T10:31", "email", matter_id=7, step_kind="hop", cause="handoff", is_reexplained=True,
              between_seconds=1740.0, touchpoint="help@example.com"),
        event(3, "contact", "2026-07-06T12:31", "email", matter_id=7, step_kind="repeat", cause="chosen",
              between_seconds=7200.0),
        event(4, "contact", None, "store", matter_id=7, step_kind="hop", is_reexplained=False),
    ]  # fmt: skip
    [block] = story_blocks(events, [matter(7, "2026-07-06T10:02", "2026-07-06T12:31")], gap_days=7)
    said = {line.first["record_id"]: line_markdown(sentence_of(line, Texts("es"))) for line in block.lines}
    assert said == {
        "r1": "**Chatbot** · averia: traspasado a personas",
        "r2": "**29 minutos después, por correo** · help@\u2060example.com :red-badge[forzado\\: antes lo traspasaron]"
              " :orange-badge[lo cuenta de nuevo]",
        "r3": "**2 horas después, por correo** :gray-badge[otra vez por el mismo canal] :gray-badge[por elección propia]",
        "r4": "**Después, en la tienda**",
    }  # fmt: skip


def test_a_person_without_events_has_no_block() -> None:
    assert story_blocks([], [], gap_days=7) == []
