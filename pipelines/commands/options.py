"""What a person says about exports on the command line: declared once for the commands that take it, and as the load takes it."""

from pathlib import Path
from typing import Annotated

import typer

from warehouse.config.errors import WrongUse

Exports = Annotated[list[Path], typer.Argument(help="exports, archives of exports (.zip), or folders of them")]
MappingFile = Annotated[Path | None, typer.Option(help="the mapping file that says what the exports are")]
Timezone = Annotated[str | None, typer.Option(help="zone of times without one, e.g. Europe/Madrid")]
Currency = Annotated[str | None, typer.Option(help="currency of amounts without one, e.g. EUR")]
DateOrder = Annotated[str | None, typer.Option(help="dmy, mdy or ymd, where the dates do not tell")]
Others = Annotated[list[str] | None, typer.Option(help="NAME=VALUE that the source asks for")]
AnswersFile = Annotated[Path | None, typer.Option(help="JSON file of what is said about single files")]


def read_options(
    timezone: str | None, currency: str | None, date_order: str | None, others: list[str] | None
) -> dict[str, str]:
    """Option: text, of the three that have a name of their own and of NAME=VALUE. Raises WrongUse for what is neither."""
    named = (("timezone", timezone), ("currency", currency), ("date_order", date_order))
    options = {name: value for name, value in named if value}
    for text in others or []:
        name, separator, value = text.partition("=")
        if not separator or not name:
            raise WrongUse("--option {text!r}: expected NAME=VALUE", text=text)
        options[name] = value
    return options
