"""How a line of a person's story went: outcome, people and waiting of a contact, or the values of anything else."""

from collections.abc import Sequence

from metrics.presenter.numbers import decimal, format_money, format_seconds
from pages.parts.customer.story_blocks import Event, Line
from pages.parts.texts import Texts

MOST_ACTIONS = 4


def said_words(line: Line, texts: Texts) -> list[str]:
    """How the line went: outcome, people and waiting of a contact, or the values of anything else."""
    event = line.first
    if event["kind"] == "contact":
        return [*outcome_words(event, texts), *people_words(event, texts), message_words(line.messages, texts)]
    if event["kind"] == "touch":
        actions = list(dict.fromkeys(e["action"] for e in line.events if e["action"]))[:MOST_ACTIONS]
        return [texts.code("action", action) for action in actions]
    if event["kind"] in ("order", "refund"):
        return order_words(event, texts)
    if event["kind"] == "score":
        return [event["survey"] or ""]
    if event["kind"] == "invitation":
        answered = {True: "story.answered", False: "story.unanswered"}.get(event["is_answered"])
        return [event["survey"] or "", texts(answered) if answered else ""]
    if event["kind"] in ("started", "ended", "snapshot"):
        return subscription_words(event, texts)
    if event["kind"] == "registered":
        return [str(event["source"])]
    return []


def outcome_words(event: Event, texts: Texts) -> list[str]:
    """How a contact ended, as far as its export says so."""
    words = []
    if event["is_abandoned"]:
        words.append(texts("story.abandoned"))
    if event["is_handed_off"]:
        words.append(texts("story.handed_off"))
    if event["is_resolved"] is not None and not event["is_handed_off"]:
        words.append(texts("story.resolved" if event["is_resolved"] else "story.unresolved"))
    if event["transfer_count"]:
        words.append(texts("story.transfers", count=event["transfer_count"]))
    if event["reopen_count"]:
        words.append(texts("story.reopens", count=event["reopen_count"]))
    return words


def people_words(event: Event, texts: Texts) -> list[str]:
    """Who answered and after how long, how long it took."""
    words = []
    if event["direction"] == "outbound":
        words.append(texts("story.outbound"))
    if event["agent"]:
        team = f" ({event['team']})" if event["team"] else ""
        words.append(texts("story.agent", agent=f"{event['agent_name'] or event['agent']}{team}"))
    elif event["team"]:
        words.append(texts("story.team", team=event["team"]))
    if event["wait_seconds"]:
        words.append(texts("story.waited", time=format_seconds(event["wait_seconds"], texts)))
    if event["first_response_seconds"]:
        words.append(texts("story.first_response", time=format_seconds(event["first_response_seconds"], texts)))
    if event["handle_seconds"]:
        words.append(texts("story.handled", time=format_seconds(event["handle_seconds"], texts)))
    return words


def message_words(messages: Sequence[Event], texts: Texts) -> str:
    """5 messages, 3 of them the customer's."""
    if not messages:
        return ""
    own = sum(message["sender_role"] == "customer" for message in messages)
    words = texts("story.messages", count=len(messages))
    return words + (" " + texts("story.messages_own", own=decimal(own, texts)) if own else "")


def order_words(event: Event, texts: Texts) -> list[str]:
    """Amount, items, state and what was paid back."""
    words = [money_words(event["amount"], event["currency"], texts)]
    if event["item_count"]:
        words.append(texts("story.items", count=int(event["item_count"])))
    if event["status"] and event["kind"] == "order":
        words.append(texts.code("order_status", event["status"]))
    if event["refunded_amount"]:
        words.append(texts("story.paid_back", amount=money_words(event["refunded_amount"], event["currency"], texts)))
    return words


def money_words(amount: object, currency: str | None, texts: Texts) -> str:
    """An amount without its sign; empty where the export has none."""
    if amount is None:
        return ""
    size = abs(float(str(amount)))
    return format_money(size, currency, texts) if currency else decimal(size, texts, 2)


def subscription_words(event: Event, texts: Texts) -> list[str]:
    """Plan, price and why it ended."""
    price = money_words(event["amount"], event["currency"], texts)
    return [
        event["plan"] or "",
        texts("story.monthly", amount=price) if price else "",
        texts("story.reason", reason=texts.code("churn_reason", event["churn_reason"]))
        if event["churn_reason"]
        else "",
    ]
