"""The response rate beside a score: of the surveys that its answers are of."""

import pytest

from metrics.analyses.invited import Invited, invited_to
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

NPS = {"metric": "nps", "scale": "0-10", "scale_min": 0, "scale_max": 10, "score": 9}
ANSWERS = [NPS | {"survey": "mail"}, NPS | {"survey": "mail", "channel": "web"}, NPS | {"survey": "till"},
           {"metric": "csat", "scale": "1-5", "score": 5, "top_box_min": 4, "survey": "desk"}]  # fmt: skip
REQUESTS = [{"survey": "mail", "source": "mailer", "is_answered": n < 2} for n in range(5)] + [
    {"survey": "other", "is_answered": True}
]


def test_invitations_are_those_of_the_surveys_of_the_score(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=ANSWERS, survey_requests=REQUESTS)
    assert invited_to(engine, "nps", Scope()) == Invited(40.0, 5, 1, 3)
    assert invited_to(engine, "csat", Scope()) == Invited(None, 0, 1, 1)
    assert invited_to(engine, "nps", Scope().limited("channel", ["web"])) == Invited(None, 0, 1, 1)
    assert invited_to(engine, "ces", Scope()) is None
    assert invited_to(engine, "nps", Scope().limited("scale", ["0-10"])) is None
    assert invited_to(engine, "wait", Scope()) is None


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Invited(40.0, 5, 1, 3), "response rate of its surveys: 40.0% (invitations 5); 1 of 3 answers are of surveys without invitations"),
        (Invited(40.0, 5, 0, 3), "response rate of its surveys: 40.0% (invitations 5)"),
        (Invited(None, 0, 3, 3), "response rate: not known, no export lists who was asked (answers 3)"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_is_not_in_it(found: Invited, sentence: str) -> None:
    assert found.sentence == sentence
