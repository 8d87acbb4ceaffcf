"""Topics of a text and of an export's own reason; a company's topics beside and instead of the default ones."""

from pathlib import Path

import pytest

from pipelines.text.method import fingerprint_method
from pipelines.text.reading import Reader, load_reader
from pipelines.text.topics import OwnTopic, OwnTopics
from warehouse.config.errors import HiloError


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Me cobraron dos veces la factura", ("billing",)),
        ("I was charged twice on my bill", ("billing",)),
        ("El técnico que instaló el router fue amable", ("installation", "internet", "staff")),
        ("Refund not received, the parcel came broken", ("returns", "delivery", "fault")),
        ("Quiero dar de baja el servicio", ("cancellation",)),
        ("Buenos días", ()),
    ],
)
def test_a_text_has_these_topics_the_most_named_first(reader: Reader, text: str, topics: tuple[str, ...]) -> None:
    assert reader.read(text).topics == topics


def test_the_topic_of_a_record_is_read_in_either_language(reader: Reader) -> None:
    names = ("Billing Question", "averia", "cambio_de_factura", "delivery", "vip")
    assert [reader.read_topics_of_name(name) for name in names] == [
        ("billing",), ("fault",), ("billing",), ("delivery",), (),
    ]  # fmt: skip


def test_a_company_adds_replaces_and_leaves_out_topics() -> None:
    solar = OwnTopic(es=("panel* solar*",), en=("solar panel*",))
    text = "The solar panels came late and the bill is wrong"
    assert Reader(OwnTopics(topics={"solar": solar})).read(text).topics[:1] == ("solar",)
    assert Reader(OwnTopics(use_defaults=False, topics={"solar": solar})).read(text).topics == ("solar",)
    assert Reader(OwnTopics(topics={"billing": OwnTopic(en=("solar",))})).read("the solar bill is here").topics == (
        "billing",
    )


def test_the_topics_of_an_installation_stand_in_its_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HILO_HOME", str(tmp_path))
    before = fingerprint_method()
    (tmp_path / "topics.toml").write_text('[topics.solar]\nes = ["Panel* solar*"]\n', encoding="utf-8")
    assert load_reader().read("los paneles solares no están").topics == ("solar",)
    assert fingerprint_method() != before  # so that texts are read again
    (tmp_path / "topics.toml").write_text('[topics.solar]\nfr = ["panneau"]\n', encoding="utf-8")
    with pytest.raises(HiloError, match=r"topics\.toml: .*fr.*; a topic is written \[topics\.NAME\]"):
        load_reader()
    (tmp_path / "topics.toml").write_text("topics =", encoding="utf-8")
    with pytest.raises(HiloError, match="not readable as TOML"):
        load_reader()
