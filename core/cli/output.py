"""Printing results: tables for people, JSON for scripts."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table


def say(text: str) -> None:
    """Print a line as it is."""
    Console(highlight=False, soft_wrap=True, emoji=False).print(text, markup=False)


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
    Console(highlight=False, emoji=False, markup=False).print(table)
