"""Running a command line so that whatever goes wrong is one line on stderr and a status, never a stack trace."""

import os
import sys
from io import TextIOWrapper
from typing import NoReturn

import typer

from warehouse.config.errors import HiloError, WrongUse
from warehouse.config.faults import describe_failure, is_stop
from warehouse.store.permissions import PRIVATE_UMASK
from warehouse.store.versions import sweep_if_idle
from warehouse.wording.catalogue import command_language
from warehouse.wording.wording import Wording

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def run_command(app: typer.Typer, name: str) -> NoReturn:
    """Run what the user typed and leave with its status; first remove what a killed load left."""
    os.umask(PRIVATE_UMASK)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for names of files in another encoding
    try:
        sweep_if_idle()
        status = invoke(app, name)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough (| head). Python would complain while it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except (KeyboardInterrupt, Exception) as error:
        if is_stop(error):
            sys.exit(say("stopped; what is published is whole, see: python -m pipelines status", INTERRUPTED))
        said = error if isinstance(error, HiloError) else describe_failure(error)
        status = say(f"error: {Wording(command_language()).translate(str(said))}", said.exit_status)
    sys.exit(status)


def invoke(app: typer.Typer, name: str) -> int:
    """Run the command; its status. Raises WrongUse for a command or option that does not exist."""
    command = typer.main.get_command(app)
    try:
        with command.make_context(name, sys.argv[1:]) as context:
            command.invoke(context)
    except typer.Exit as left:
        return left.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        if not hasattr(error, "format_message"):  # what typer raises for what it does not know
            raise
        if not sys.argv[1:]:
            error.show()  # type: ignore[attr-defined]  # the help, for a command without anything
            return WrongUse.exit_status
        raise WrongUse(error.format_message()) from None
    return 0


def say(line: str, status: int) -> int:
    """Print the line, whatever is in it, as one, and hand on the status."""
    print(" ".join(line.split()), file=sys.stderr)
    return status
