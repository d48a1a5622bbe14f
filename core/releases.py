"""Whether a newer version is out: looked up when a person asks for it, and never else."""

import json
import os
import re
from http.client import HTTPException
from importlib.metadata import metadata
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from core.errors import UserError
from core.jobs import Inquiry, Progress

_SETTING = "UNDERSONG_RELEASES"
_NAME = "Releases"
"""Of the address in pyproject.toml, below project.urls."""
_TIMEOUT_S = 30.0
_MOST_BYTES = 1 << 20


def newer_release() -> Inquiry[str]:
    """Ask where releases are published for the latest; return a sentence about it.

    The answer is read as GitHub and Forgejo give it: JSON with ``tag_name`` and ``html_url``.
    Raises UserError where nobody answers, or with something else.
    """
    about = metadata("undersong")
    mine, address = about["Version"], _address(about.get_all("Project-URL", []))
    if not address:
        return (
            f"This is Undersong {mine}. It does not know where newer versions are published: look "
            "where you had it from."
        )
    host = urlsplit(address).hostname
    yield Progress(0, 0, f"asking {host}")
    try:
        asked = Request(address, headers={"User-Agent": "Undersong"})
        with urlopen(asked, timeout=_TIMEOUT_S) as said:
            latest = json.loads(said.read(_MOST_BYTES))
        version, page = str(latest["tag_name"]).removeprefix("v"), str(latest["html_url"])
    except (URLError, HTTPException, OSError) as error:
        reason = getattr(error, "reason", error)
        raise UserError(f"{host} does not answer ({reason}). Connect and try again.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"What {host} answers tells of no version. Try again later.") from error
    if _numbers(version) > _numbers(mine):
        return f"Undersong {version} is out; this is {mine}. It is to be had at {page}"
    return f"This is Undersong {mine}, the newest version."


def _address(urls: list[str]) -> str:
    """Return where to ask. Raises UserError where a setting names no web server."""
    named = dict(line.split(", ", 1) for line in urls)
    address = os.environ.get(_SETTING) or named.get(_NAME, "")
    if address and urlsplit(address).scheme not in ("http", "https"):
        raise UserError(f"{_SETTING} is {address}, which is no address. Begin it with https://.")
    return address


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
