"""Only the record that is asked for is taken out of a line that many customers share."""

import json

from pages.parts.json_cut import cut_object

ANA = {"id": 391, "who": {"id": 7, "mail": "ana@example.com"}, "tags": ["91", "{"]}
LUIS = {"id": 91, "who": {"id": 8, "mail": "luis@example.com"}, "note": 'said "{91}"'}
LINE = json.dumps({"count": 2, "tickets": [ANA, LUIS]})


def test_the_object_with_the_id_of_its_own_is_cut_out() -> None:
    assert [json.loads(cut_object(LINE, number) or "null") for number in ("391", "91", "8")] == [ANA, LUIS, LUIS["who"]]


def test_what_is_no_json_or_has_no_such_id_gives_nothing() -> None:
    assert [cut_object(*given) for given in ((LINE, "55"), (LINE, ""), ("91;luis;{", "91"), ("", "91"))] == [None] * 4
