"""The commands by name, and what becomes of errors: 0 is well, 1 asks for action, 2 is misuse."""

import contextlib
import gc
import logging
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from core import log_lines
from core.app_folders import log_folder
from core.cli import ctrl_c
from core.cli.output import say, with_command
from core.errors import REFUSED, UnusableValueError, UserError, sentence_about

log = logging.getLogger(__name__)

_MISUSE = 2
_NEW_OBJECTS = 20_000
_INTERRUPTED = 130  # what newer versions of typer make of Ctrl+C

# Newer versions of typer have a click of their own, under a private name: find it by an heir.
_Misuse = cast(
    type[typer.BadParameter],
    next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException"),
)

_COMMAND_MODULES = {
    "looking": ("sample", "inspect", "import"),
    "analysing": ("analyze",),
    "exporting": ("export",),
    "importing": ("import-results",),
    "reporting": ("report", "methods"),
    "reviewing": ("verdicts",),
    "sharing": ("clips", "merge", "agreement", "plan"),
    "placing": ("sites", "deployments", "undo-edit", "redo-edit"),
    "deploying": ("relink", "clock"),
    "removing": ("remove", "restore"),
    "starting": ("start",),
    "checking": ("health", "check"),
    "networking": ("networks",),
    "searching": ("search",),
    "teaching": ("heads",),
    "labelling": ("labels",),
    "completely": ("minutes", "recall"),
    "comparing": ("bridge", "combine", "compare"),
    "figures": ("statistics",),
    "self_testing": ("selftest", "newer"),
    "packing": ("packs",),
    "bundling": ("bundle",),
    "sharding": ("shards", "cluster"),
    "listing": ("lists",),
    "naming": ("names",),
    "ruling": ("rules",),
    "asking_why": ("why",),
}
"""Module -> its commands: only the module of the command that was typed is loaded."""


def build(typed: str | None = None) -> typer.Typer:
    """Return the command line: of all commands, or where ``typed`` is one, of its module."""
    app = typer.Typer(
        name="undersong",
        help="Find species in field recordings with a neural network, "
        "and keep what people say of it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_common)  # with it, a single command still has its name
    if typed == "--version":
        return app
    of_typed = [module for module, names in _COMMAND_MODULES.items() if typed in names]
    for module in of_typed or _COMMAND_MODULES:
        import_module(f"core.cli.{module}").register(app)
    return app


def _say_version(asked: bool) -> None:
    if asked:
        say(f"Undersong {version('undersong')}")
        raise typer.Exit


def _common(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take what holds for all commands."""


def run() -> int:
    """Run one command and return its exit status."""
    _use_utf8()
    log_to_file()
    if any(not word.strip() for word in sys.argv[1:]):
        _say("A word of the command is empty. Is a variable of your script not set?")
        return _MISUSE
    command = typer.main.get_command(build(next(iter(sys.argv[1:]), None)))
    if not gc.isenabled():  # as ``main`` leaves it
        gc.freeze()
        gc.enable()
        gc.set_threshold(_NEW_OBJECTS)  # a report makes many that stay: looked at less often
    try:
        with ctrl_c.kept():
            status = command.main(standalone_mode=False)
    except UserError as error:
        _say(with_command(str(error), error.command))
        return _MISUSE if isinstance(error, UnusableValueError) else 1
    except (KeyboardInterrupt, typer.Abort):
        status = _INTERRUPTED
    except _Misuse as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        status = 0
    except REFUSED as error:
        log.exception("A command broke off")
        return _say(sentence_about(error))
    except Exception:  # the edge of the program: logged once, told once
        log.exception("A command broke off")
        return _say(f"Something went wrong inside Undersong. The details are in {log_file()}.")
    if status == _INTERRUPTED:
        return _say("Stopped. What was done is saved; the same command goes on from there.")
    return status or 0


def log_file() -> str:
    """Return where the log is."""
    return str(log_folder() / "undersong.log")


def log_to_file() -> None:
    """Send what is logged to the log file."""
    # Without a home, or in one that may not be written, what is logged goes to the terminal.
    with contextlib.suppress(OSError):
        log_lines.write_to(Path(log_file()))


def _use_utf8() -> None:
    # Windows consoles and pipes may speak an older encoding than file names need.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _say(message: str) -> int:
    Console(stderr=True, highlight=False, soft_wrap=True, emoji=False).print(message, markup=False)
    return 1
