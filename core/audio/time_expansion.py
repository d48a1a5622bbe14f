"""Undoes time expansion: bat sound that was written slowed down, and says by how much.

A file slowed ten times holds 10 s for each second outside, at a tenth of the true sample rate
(GUANO field ``TE``, WAMD record 0x0F). Its samples are those of the true rate, so only rate and
length have to be put right.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from core.audio import defects
from core.audio.chunk_fields import GUANO, WAMD, guano_lines, wamd_records
from core.audio.layout import Contents
from core.domain import Problem

_WAMD_RECORD = 0x0F
_FACTOR = re.compile(
    r"[x×]?\s*([+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[+-]?\d{1,4})?)\s*[x×]?"
)
_LARGEST = 100
_HIGHEST_HZ = 1_000_000
"""No recorder of sound in air samples faster: a rate beyond it is the true one already."""


def at_true_rate(contents: Contents) -> Contents:
    """Return the contents with the rate that the sound was recorded at.

    A factor that cannot be is not used, and said: nobody knows whether the sound is slowed.
    """
    layout = contents.layout
    stated = _stated(contents.metadata) if layout else None
    if layout is None or stated is None:
        return contents
    factor = _factor(stated)
    if factor == 1:
        return contents
    if factor is None or not 1 < factor <= _LARGEST or layout.sample_rate * factor > _HIGHEST_HZ:
        return replace(contents, problem=_doubted(contents.problem))
    true = replace(layout, sample_rate=round(layout.sample_rate * factor))
    return replace(contents, layout=true)


def _stated(metadata: Mapping[bytes, bytes]) -> str | None:
    """Return what GUANO says, else WAMD; None where neither says anything."""
    guano = metadata.get(GUANO, b"")
    if b"TE" in guano.upper():  # most chunks are not parsed for it
        for name, value in guano_lines(guano):
            if name.upper() == "TE":
                return value
    for record, raw in wamd_records(metadata.get(WAMD, b"")):
        if record == _WAMD_RECORD:
            return str(int.from_bytes(raw[:2], "little"))
    return None


def _factor(stated: str) -> float | None:
    """Return the factor: 1 where there is none, None where the text is no number above zero."""
    if not any(letter.isdigit() for letter in stated):
        return None if stated.strip("+- ").lower() in ("nan", "inf", "infinity") else 1
    match = _FACTOR.fullmatch(stated.strip().lower())
    if match is None:
        return None
    factor = float(match[1])
    return (factor or 1) if math.isfinite(factor) else None


def _doubted(found: Problem | None) -> Problem:
    if found is None or not found.usable:
        return found or defects.EXPANSION_UNCLEAR
    return replace(found, text=f"{found.text} {defects.EXPANSION_UNCLEAR.text}")
