"""Printing results: tables for people, JSON for scripts."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from core.counted import counted

_WIDEST = 100_000


def say(text: str) -> None:
    """Print a line as it is."""
    Console(highlight=False, soft_wrap=True, emoji=False).print(text, markup=False)


def with_command(sentence: str, command: str) -> str:
    """Return a sentence, and what to type for what it asks, if that is known."""
    return f"{sentence} Run: {command}" if command else sentence


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def say_table(header: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; the header tells of each column its name and whether it holds numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, is_number in header:
        table.add_column(name, justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal:  # what reads it next finds each row whole, on one line
        whole = console.options.update(width=_WIDEST)
        console.width = max(console.width, console.measure(table, options=whole).maximum)
    console.print(table)


def say_trouble(trouble: Sequence[tuple[str, str]], copies: int) -> None:
    """Print what is wrong with files: (relative path, sentence), at most twenty of them."""
    if not trouble:
        return
    number = counted(len(trouble), "file has", "files have")
    are = "is a copy" if copies == 1 else "are copies"
    say(f"{number} something wrong ({copies} {are}):")
    for file, text in trouble[:20]:
        say(f"  {file}: {text}")
    if len(trouble) > 20:
        say(f"  and {len(trouble) - 20:,} more (undersong inspect shows them all)")
