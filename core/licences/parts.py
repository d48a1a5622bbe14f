"""Which parts there are, each with its version, licence and source, and the licence's text.

Python packages tell of themselves in what was installed with them. What lies inside them, in the
interpreter, or in the program as data is listed in ``native_parts.toml``.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.message import Message
from email.parser import HeaderParser
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

_ITSELF = "undersong"
_WITH_LICENCE = re.compile(r"(licen[cs]e|copying|notice|thirdparty)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_FULL_TEXTS = {"LGPL-3": ("LGPL-3", "GPL-3"), "Apache": ("Apache-2.0",)}
"""Of packages that name a licence without bringing its text."""
_SOURCES = ("source", "repository", "homepage", "code", "documentation")


class ShippedPart(NamedTuple):
    """A part of the program, by whoever made it."""

    name: str
    version: str
    """Empty where the part does not say."""
    licence: str
    source: str
    """Where its source code is to be had; empty where nobody says."""
    text: str
    is_package: bool = True
    """A Python package; else what lies inside one, or in the interpreter."""
    kind: str = "library"
    """As a bill of materials of CycloneDX names it."""


def parts() -> list[ShippedPart]:
    """Return the parts of the program that runs, its own first."""
    return parts_in(Path(str(distribution("numpy").locate_file(""))))


def parts_in(packages: Path) -> list[ShippedPart]:
    """Return the parts in a folder of installed packages: what the program needs of it."""
    about = {_plain(path.name.split("-")[0]): path for path in packages.glob("*.dist-info")}
    needed = _needed(about)
    itself, *others = [_package(packages, about[name]) for name in needed]
    others += _natives(packages)
    return [itself._replace(name="Undersong"), *sorted(others, key=lambda p: p.name.lower())]


def _needed(about: Mapping[str, Path]) -> list[str]:
    """Return the program and whatever it asks for, directly or not, as far as it is there."""
    wanted, found = [_ITSELF], []
    for name in wanted:  # grows while it is gone through
        if name not in about or name in found:
            continue
        found.append(name)
        for line in _headers(about[name]).get_all("Requires-Dist", []):
            if "extra ==" not in line and (match := _NAME.match(line)):
                wanted.append(_plain(match[0]))
    return found


def _package(packages: Path, about: Path) -> ShippedPart:
    headers = _headers(about)
    name = headers["Name"]
    folder = packages / about.name.split("-")[0]
    texts = _texts(about.rglob("*")) or _texts([*folder.glob("*"), *folder.glob("files/*")])
    licence = _licence(headers)
    for word, full in _FULL_TEXTS.items() if not texts else ():
        texts += _full(full) if word in licence else []
    return ShippedPart(name, headers["Version"], licence, _source(headers), "\n\n".join(texts))


def _natives(packages: Path) -> Iterator[ShippedPart]:
    listed = tomllib.loads((_data() / "native_parts.toml").read_text(encoding="utf-8"))
    for part in listed["part"]:
        found = _matching(packages, part.get("files", ()))
        if found or "files" not in part:
            texts = [part["notice"].strip()] if "notice" in part else []
            texts += _full(part.get("full_texts", ()))
            texts += map(_read, _matching(packages, part.get("texts", ())))
            yield ShippedPart(
                part["name"], _version(found, part), part["licence"], part["source"],
                "\n\n".join(texts), is_package=False, kind=part.get("type", "library"),
            )  # fmt: skip


def _version(found: Iterable[Path], part: Mapping[str, Any]) -> str:
    """Return the version that the first of some files tells of itself."""
    pattern = re.compile(part["version"].encode()) if "version" in part else None
    for path in found if pattern else ():
        if pattern and (match := pattern.search(path.read_bytes())):
            return match[match.lastindex or 0].decode()
    return ""


def _matching(packages: Path, patterns: Iterable[str]) -> list[Path]:
    return [path for pattern in patterns for path in sorted(packages.glob(pattern))]


def _texts(paths: Iterable[Path]) -> list[str]:
    return [_read(p) for p in sorted(paths) if p.is_file() and _WITH_LICENCE.match(p.name)]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _full(names: Sequence[str]) -> list[str]:
    return [(_data() / "texts" / f"{name}.txt").read_text(encoding="utf-8") for name in names]


def _licence(headers: Message) -> str:
    """Return what a licence is called; some packages give its whole text for its name."""
    named = (headers["License-Expression"] or headers["License"] or "").strip()
    if named and "\n" not in named:
        return str(named)
    classes = headers.get_all("Classifier", [])
    found = [line.rpartition(" :: ")[2] for line in classes if line.startswith("License")]
    return ", ".join(found) or "see its text"


def _source(headers: Message) -> str:
    links = dict(line.split(", ", 1) for line in headers.get_all("Project-URL", []) if "," in line)
    by_name = {name.lower(): link for name, link in links.items()}
    for wanted in _SOURCES:
        for name, link in by_name.items():
            if wanted in name:
                return link
    if headers["Name"] == _ITSELF:  # it lies with who handed it out
        return ""
    return headers["Home-page"] or f"https://pypi.org/project/{headers['Name']}/"


def _headers(about: Path) -> Message:
    return HeaderParser().parsestr((about / "METADATA").read_text(encoding="utf-8"))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _data() -> Any:
    return files("core.licences")
