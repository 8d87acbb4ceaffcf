"""What a person says about exports on the command line, as the load takes it."""

from warehouse.config.errors import WrongUse


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
