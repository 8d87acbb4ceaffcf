"""The company's own sheets, read with mapping files: costs of the contact centre, and the directory of agents."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from random import Random

import xlsxwriter

from sample_data.files import csv_text, write_text
from sample_data.people import Agent

# (name of the channel in the accounts, what was paid for): dollars a month
MONTHLY_COSTS = {
    ("Teléfono", "Atención"): 4350.0, ("Teléfono", "Ventas"): 850.0, ("Chat", "Atención"): 1020.0, ("Chat", "Ventas"): 360.0,
    ("Correo", "Atención"): 1450.0, ("Formulario web", "Atención"): 640.0, ("Chatbot", "Atención"): 310.0,
    ("WhatsApp", "Atención"): 520.0,
}  # fmt: skip


def write_costs(folder: Path, rng: Random) -> None:
    """Write costs by channel and month: Latin-1, semicolons, decimal commas, day first, the end excluded."""
    rows: list[list[str]] = [["Canal", "Concepto", "Desde", "Hasta", "Importe", "Moneda"]]
    for month in range(3, 9):
        for (channel, purpose), amount in MONTHLY_COSTS.items():
            cost = amount * rng.uniform(0.95, 1.06)
            rows.append(
                [channel, purpose, _day(date(2026, month, 1)), _day(date(2026, month + 1, 1)), _amount(cost), "USD"]
            )
    rows.append(["Teléfono", "Atención", "31/06/2026", "01/07/2026", "100,00", "USD"])  # no such day
    rows.append(["Chat", "Atención", "01/08/2026", "01/09/2026", "cien", "USD"])  # no number
    write_text(folder / "costos_contact_center.csv", csv_text(rows, delimiter=";"), encoding="latin-1")


def write_directory(folder: Path, agents: list[Agent]) -> None:
    """Write the directory: one row per name under which a system knows an agent."""
    folder.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(folder / "directorio_agentes.xlsx")
    book.set_properties({"created": datetime(2026, 8, 31)})  # fixed, so that the file does not change by itself
    sheet = book.add_worksheet("Agentes")
    sheet.write_row(0, 0, ("Usuario", "Nombre", "Equipo", "País"))
    row = 0
    for agent in agents:
        for key in _names_in_systems(agent):
            row += 1
            sheet.write_row(row, 0, (key, agent.name, agent.team, agent.country))
    book.close()


def _names_in_systems(agent: Agent) -> list[str]:
    if agent.team == "Chat":
        return [agent.login, agent.name]  # Amazon Connect knows the login, Chatwoot the name
    return [agent.login if agent.team == "Voz" else str(agent.number)]  # Asterisk, Zendesk


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _amount(amount: float) -> str:
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
