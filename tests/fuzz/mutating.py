"""Damage done to bytes and texts, the same from the same chance."""

import random
from collections.abc import Callable

_EXTREMES = (0, 1, 2, 3, 7, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63)
_ODD_CELLS = (
    "", " ", "0", "-1", "1e400", "nan", "inf", "-0", "9" * 30, "1_000", "١٢", "0x10", "None",
    "null", "true", "'", '"', '"""', "a" * 5_000, "\0", "\ufeff", "\udcff", "é", "\u202e",
    "=1+1", "@SUM(A1)", "[red]", "{}", "%s", "\\", "../..", "/dev/null", "CON", ";", ",", "\t",
    "\r", "\n", "0000-00-00", "9999-12-31 23:59:59", "0001-01-01", "1970-01-01 00:00",
    "2024-02-30",
    "24:00:00", "2025-05-03T05:00:00+99:99", "correct", "wrong", "Turdus merula", "Parus caeruleus",
    "Europe/Amsterdam", "Mars/Olympus", "91", "-181", "52,1", "52.1N", "all sites", "#", "# 1",
)  # fmt: skip
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp437", "utf-7")


def damaged(content: bytes, chance: random.Random, *, heads: int = 4096) -> bytes:
    """Return bytes with one to five things done to them, mostly near their beginning or end."""
    raw = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        chance.choice(_DAMAGES)(raw, _place(raw, chance, heads), chance)
    return bytes(raw)


def _place(raw: bytearray, chance: random.Random, heads: int) -> int:
    if not raw:
        return 0
    where = chance.random()
    if where < 0.7:
        return chance.randrange(min(len(raw), chance.choice((64, 256, heads))))
    if where < 0.9:
        return chance.randrange(max(0, len(raw) - heads), len(raw))
    return chance.randrange(len(raw))


def _flip(raw: bytearray, at: int, chance: random.Random) -> None:
    if raw:
        raw[at] ^= 1 << chance.randrange(8)


def _number(raw: bytearray, at: int, chance: random.Random) -> None:
    width = chance.choice((1, 2, 4, 8))
    value = chance.choice((*_EXTREMES, chance.getrandbits(64), len(raw) + chance.randint(-9, 9)))
    order = chance.choice(("little", "big"))
    raw[at : at + width] = (value % 256**width).to_bytes(width, order)


def _cut(raw: bytearray, at: int, _: random.Random) -> None:
    del raw[at:]


def _leave_out(raw: bytearray, at: int, chance: random.Random) -> None:
    del raw[at : at + chance.choice((1, 2, 4, 44, 512))]


def _put_in(raw: bytearray, at: int, chance: random.Random) -> None:
    raw[at:at] = chance.choice((b"\0" * 512, chance.randbytes(chance.randint(1, 64)), b"\xff" * 8))


def _repeat(raw: bytearray, at: int, chance: random.Random) -> None:
    raw[at:at] = raw[at : at + chance.choice((4, 8, 64, 4096))]


_DAMAGES: tuple[Callable[[bytearray, int, random.Random], None], ...] = (
    _flip, _flip, _number, _number, _number, _cut, _leave_out, _put_in, _repeat,
)  # fmt: skip


def rewritten(text: str, chance: random.Random) -> bytes:
    """Return a text with one to four things done to it, in some encoding."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        _REWRITINGS[chance.randrange(len(_REWRITINGS))](lines, chance)
    joined = chance.choice(("\n", "\n", "\r\n", "\r")).join(lines)
    encoding = chance.choice(("utf-8", "utf-8", "utf-8", chance.choice(_ENCODINGS)))
    raw = joined.encode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
    return damaged(raw, chance) if chance.random() < 0.2 else raw


def _cell(lines: list[str], chance: random.Random) -> None:
    row = chance.randrange(len(lines))
    separator = next((s for s in ",;\t:" if s in lines[row]), ",")
    cells = lines[row].split(separator)
    cells[chance.randrange(len(cells))] = chance.choice(_ODD_CELLS)
    lines[row] = separator.join(cells)


def _other_separator(lines: list[str], chance: random.Random) -> None:
    other = chance.choice((";", "\t", "|", ",,"))
    lines[:] = [line.replace(",", other) for line in lines]


def _more_cells(lines: list[str], chance: random.Random) -> None:
    lines[chance.randrange(len(lines))] += "," * chance.choice((1, 2, 50)) + chance.choice(
        _ODD_CELLS
    )


def _drop_line(lines: list[str], chance: random.Random) -> None:
    if len(lines) > 1:
        del lines[chance.randrange(len(lines))]


def _twice(lines: list[str], chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))


def _shuffle(lines: list[str], chance: random.Random) -> None:
    chance.shuffle(lines)


def _odd_line(lines: list[str], chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(_ODD_CELLS))


_REWRITINGS = (_cell, _cell, _cell, _cell, _other_separator, _more_cells, _drop_line, _twice,
               _shuffle, _odd_line)  # fmt: skip


def odd_text(chance: random.Random) -> str:
    """Return a cell, name or argument that nobody expects."""
    return chance.choice(_ODD_CELLS)
