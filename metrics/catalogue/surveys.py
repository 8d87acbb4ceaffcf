"""Scores that customers give. Relationship surveys count one answer per person and period, transactional ones every answer."""

from metrics.catalogue.entry import Leg, Metric, Part, PersonStage

SCALES = (Part("scale_low", "min(scale)", "min", "STRING"), Part("scale_high", "max(scale)", "max", "STRING"))
MIXED = "CASE WHEN scale_low <> scale_high THEN 'mixed scales' END"
BOXES_NOTE = "CASE WHEN n = 0 AND answers > 0 THEN 'no boxes' WHEN scale_low <> scale_high THEN 'mixed scales' END"
TRANSACTIONAL = "coalesce(survey_kind, 'transactional') <> 'relationship'"
RELATIONSHIP = "survey_kind = 'relationship'"


def answers(where: str, parts: tuple[Part, ...], is_rolled: bool = True) -> tuple[Leg, Leg]:
    """Two legs: every transactional answer, and the latest relationship answer of each person in the period shown."""
    return (
        Leg("responses", "answered_local", parts, f"{where} AND {TRANSACTIONAL}", is_rolled=is_rolled),
        Leg("responses", "answered_local", parts, f"{where} AND {RELATIONSHIP}", latest_per_person=True),
    )


NPS_PARTS = (
    Part("promoters", "count_if(score >= 9)"),  # 9-10 promote, 7-8 are passive, 0-6 detract (Bain [B1])
    Part("detractors", "count_if(score <= 6)"),
    Part("n", "count(*)"),
    Part("kind_low", "min(coalesce(survey_kind, 'transactional'))", "min", "STRING"),
    Part("kind_high", "max(coalesce(survey_kind, 'transactional'))", "max", "STRING"),
)
TOP_BOX_PARTS = (Part("hits", "count_if(score = scale_max)"), Part("n", "count(scale_max)"), *SCALES)
BOX_PARTS = (
    Part("hits", "count_if(score >= top_box_min)"),
    Part("n", "count(top_box_min)"),
    Part("answers", "count(*)"),
    *SCALES,
)
SCORE_BY_PERSON = (Part("s", "sum(score)", type="DOUBLE"), Part("c", "count(score)"), *SCALES)
MEAN_PARTS = (
    Part("total", "sum(s)", type="DOUBLE"),
    Part("n", "sum(c)"),
    Part("sum_s2", "sum(s * s)", type="DOUBLE"),
    Part("sum_sc", "sum(s * c)", type="DOUBLE"),
    Part("sum_c2", "sum(c * c)"),
    Part("persons", "count(*)"),
)
SCORE_MEAN_PARTS = (
    *MEAN_PARTS,
    Part("scale_low", "min(scale_low)", "min", "STRING"),
    Part("scale_high", "max(scale_high)", "max", "STRING"),
)


def box_share(name: str, label: str, description: str, source: str) -> Metric:
    """The share of answers in the satisfied boxes of their own scale; answers on a scale without boxes are not in it."""
    return Metric(
        name=name, label=label, description=description, unit="percent", better="higher", kind="score",
        legs=answers(f"metric = '{name}' AND score IS NOT NULL", BOX_PARTS),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source=source,
        formula="100 × satisfied answers ÷ answers on a scale with boxes",
        note=BOXES_NOTE, notes=("no boxes", "mixed scales"),
    )  # fmt: skip


def score_mean(name: str, metric: str, label: str, description: str, source: str) -> Metric:
    """The mean on the survey's own scale; NULL where scales are mixed."""
    legs = answers(f"metric = '{metric}' AND score IS NOT NULL", SCORE_BY_PERSON, is_rolled=False)
    return Metric(
        name=name, label=label, description=description, unit="score", better="higher", kind="score",
        legs=(PersonStage(legs, SCORE_MEAN_PARTS),),
        value="CASE WHEN scale_low <> scale_high THEN NULL ELSE total / nullif(n, 0) END", n="n",
        interval="cluster_mean", source=source, formula="sum of scores ÷ answers, on the survey's own scale",
        note=MIXED, notes=("mixed scales",),
    )  # fmt: skip


METRICS = (
    Metric(
        name="nps", label="NPS", unit="points", better="higher", kind="score",
        description="Net Promoter Score: promoters (9-10) minus detractors (0-6) in a hundred answers on 0-10; passives stay in n.",
        legs=answers("metric = 'nps' AND scale_min = 0 AND scale_max = 10 AND score IS NOT NULL", NPS_PARTS),
        value="100e0 * (promoters - detractors) / nullif(n, 0)", n="n", interval="adjusted_wald",
        source="Bain & Company; interval: adjusted Wald (MeasuringU)",
        formula="100 × (promoters − detractors) ÷ answers",
        note="CASE WHEN kind_low <> kind_high THEN 'mixed kinds' ELSE kind_low END",
        notes=("refused", "transactional", "relationship", "mixed kinds"),
    ),
    box_share("csat", "CSAT", "Share of satisfied answers: 4-5 of 5, 6-7 of 7, 9-10 of 10, good of good/bad, or the mapping's boxes.",
              "Delighted; scale table of the definitions"),
    score_mean("csat_mean", "csat", "CSAT mean", "Mean satisfaction score on the survey's own scale.", "AskNicely: never in one series with CSAT %"),
    Metric(
        name="csat_top_box", label="CSAT, top box", unit="percent", better="higher", kind="score",
        description="Share of answers that are the best of their scale: 5 of 5, 7 of 7, 10 of 10, good of good/bad.",
        legs=answers("metric = 'csat' AND score IS NOT NULL", TOP_BOX_PARTS),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source="SQM, top box", note=MIXED, notes=("mixed scales",),
        formula="100 × answers at the top of their scale ÷ answers",
    ),
    box_share("ces", "CES", "Customer effort: share of answers 5-7 of 7 to «made it easy for me to handle my issue».", "Gartner CES 2.0"),
    score_mean("ces_mean", "ces", "CES mean", "Mean effort score on the survey's own scale; higher is easier.", "Gartner CES 2.0"),
    Metric(
        name="response_rate", label="Response rate", unit="percent", better="higher", kind="rate",
        description="Answered invitations among the survey invitations that were sent.",
        legs=(Leg("survey_requests", "requested_local",
                  (Part("hits", "count_if(coalesce(is_answered, FALSE))"), Part("n", "count(*)")), is_rolled=True),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source="Chatwoot reports",
        formula="100 × answered ÷ sent", empty_note="no requests", notes=("no requests",),
    ),
)  # fmt: skip
