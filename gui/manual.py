"""The manual: pages of Markdown in docs/manual, which the program brings with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gui

_PLACES = (
    Path(gui.__file__).parent / "docs" / "manual",  # as installed
    Path(gui.__file__).parents[1] / "docs" / "manual",
)
INDEX = "index.md"
CHANGES = "../../CHANGELOG.md"
"""Not of the manual, but shown by the same window."""
_AROUND = 60
_HEADING = re.compile(r"(#{1,3}) +(.+)")
_MARKS = re.compile(r"[*_`]|!?\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class ManualSection:
    """A heading of a page and what stands below it, up to the next heading."""

    file: str
    page: str
    """Title of the page."""
    heading: str
    text: str

    @property
    def is_page(self) -> bool:
        """Tell whether it is the beginning of a page."""
        return self.heading == self.page


def folder() -> Path:
    """Return the folder of the pages."""
    return next((place for place in _PLACES if place.is_dir()), _PLACES[-1])


def sections() -> list[ManualSection]:
    """Return the whole manual, page by page in the order of its index."""
    found: list[ManualSection] = []
    for name in pages():
        found += _sections(name, (folder() / name).read_text(encoding="utf-8"))
    return found


def pages() -> list[str]:
    """Return the names of the files, the index first and the others as it lists them."""
    index = folder() / INDEX
    listed = re.findall(r"\(([\w-]+\.md)\)", index.read_text(encoding="utf-8"))
    return [INDEX, *dict.fromkeys(name for name in listed if name != INDEX)]


def matching(every: Sequence[ManualSection], words: str) -> list[ManualSection]:
    """Return the sections in which all words occur, those with them in the heading first."""
    wanted = words.casefold().split()
    found = [
        one
        for one in every
        if all(word in f"{one.page} {one.heading} {one.text}".casefold() for word in wanted)
    ]
    return sorted(found, key=lambda s: not all(word in s.heading.casefold() for word in wanted))


def excerpt(section: ManualSection, words: str) -> str:
    """Return what stands around the first of some words, without the marks of Markdown."""
    plain = " ".join(_MARKS.sub(r"\1", section.text).split())
    first = next(iter(words.casefold().split()), "")
    at = max(0, plain.casefold().find(first) - _AROUND // 2)
    at = plain.rfind(" ", 0, at) + 1
    cut = plain[at : at + 2 * _AROUND]
    return f"{'… ' if at else ''}{cut}{' …' if at + 2 * _AROUND < len(plain) else ''}"


def slug(heading: str) -> str:
    """Return how a link names a heading, as GitHub does."""
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")


def _sections(file: str, text: str) -> Iterator[ManualSection]:
    page = heading = ""
    lines: list[str] = []
    for line in text.splitlines():
        match = _HEADING.match(line)
        if match is None:
            lines.append(line)
            continue
        if heading:
            yield ManualSection(file, page, heading, "\n".join(lines))
        heading, lines = match[2].strip(), []
        page = page or heading
    if heading:
        yield ManualSection(file, page, heading, "\n".join(lines))
