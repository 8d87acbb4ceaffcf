"""The contacts of a derived matter as the pages read them."""

from tests.pipelines.canonical_rows import insert, make_tables, open_copy, read
from tests.pipelines.matter_rows import answer, contact, derive
from warehouse.people.matters import contacts_of_matter


def test_each_contact_has_the_step_that_led_to_it_and_the_last_answer_that_rates_it() -> None:
    con = make_tables()
    insert(
        con, "responses",
        answer("x", "06 10:00", 5, interaction_id="a"),
        answer("y", "07 10:00", 2, interaction_id="a"),
        answer("z", "08 10:00", 1),
    )  # fmt: skip
    derive(con, contact("a", "04 10:00", is_abandoned=True), contact("b", "05 10:00", "case"))
    [(matter_id,)] = read(con, "SELECT matter_id FROM matters")
    found = contacts_of_matter(open_copy(con), matter_id)
    assert found.select("record_id", "step_kind", "cause", "is_reexplained", "metric", "score", "scale").rows() == [
        ("a", None, None, None, "csat", 2, "1-5"),
        ("b", "hop", "abandonment", True, None, None, None),
    ]
