"""A chat of somebody who is not in the address book is named by her number, as the phone writes it."""

from pathlib import Path

import pytest

from pipelines.load import load_exports
from warehouse.config.settings import Settings
from warehouse.store.engine import open_engine


@pytest.mark.parametrize(
    "shown",
    [
        "+54 9 11 5555-0142", "\u202a+54 9 11 5555\u20110142\u202c", "+54\u00a09\u00a011\u00a05555\u20130142", "\u200e+54 9 11 5555 0142",
        "+54\u202f9\u202f11\u202f5555\u22120142", "+54 9 (11) 5555.0142", "\u2068+54 9 11 5555\u20120142\u2069", "+\u2066549 11 55550142",
        "+5491155550142", "\u202a+54\u20109\u201011\u20105555\u20100142\u202c",
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_in_file", [True, False])
def test_any_dash_space_and_mark_of_direction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: str, is_in_file: bool
) -> None:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    chats = tmp_path / "chats"
    chats.mkdir()
    name = "WhatsApp Chat with Ana.txt" if is_in_file else f"WhatsApp Chat with {shown}.txt"
    sender = shown if is_in_file else "Ana"
    (chats / name).write_text(
        f"14/03/2024, 21:15 - {sender}: Hola\n14/03/2024, 21:16 - Tienda: Buenas\n", encoding="utf-8"
    )
    load_exports([chats], Settings(), lambda *_: "", options={"timezone": "UTC", "our_names": "Tienda"})
    assert open_engine().query("SELECT DISTINCT phone FROM messages WHERE sender_role = 'customer'").rows() == [
        ("+5491155550142",)
    ]
