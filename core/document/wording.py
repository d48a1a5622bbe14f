"""The headings and dates of a document in several languages, from files beside this module."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from core.errors import UnusableValueError

Wording = Mapping[str, str]


def languages() -> list[str]:
    """Return the codes of the languages that headings are known in."""
    names = (entry.name for entry in _folder().iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def headings_in(language: str) -> str:
    """Return a language for headings: the one that is wished, or English where it is not known."""
    return language if language in languages() else "en"


def wording(language: str) -> Wording:
    """Return the headings of a language. Raises UnusableValueError for an unknown one."""
    if language not in languages():
        raise UnusableValueError(
            f"Headings are not known in {language}. Choose one of: {', '.join(languages())}."
        )
    text = (_folder() / f"{language}.toml").read_text(encoding="utf-8")
    found: Wording = tomllib.loads(text)
    return found


def date_in(words: Wording, day: date) -> str:
    """Return a day as the language writes it: 3 May 2025, 3. Mai 2025."""
    month = words["months"].split()[day.month - 1]
    return words["date"].format(day=day.day, month=month, year=day.year)


def moment_in(words: Wording, at: datetime | None) -> str:
    """Return a day and the time of the recorder's clock, to the second."""
    return f"{date_in(words, at)}, {at:%H:%M:%S}" if at else "time not known"


def _folder() -> Any:  # a Traversable, whose module differs between versions of Python
    return files("core.document") / "headings"
