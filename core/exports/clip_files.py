"""One clip as a file: its name, its sound, and what it says of itself."""

import os
import re
import struct
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from core.atomic_file import replacing
from core.audio.source import Samples
from core.domain import Detection
from core.errors import UnusableValueError, UserError

TEMPLATE = "{species}_{score}_{date}_{time}_{site}_{id}"
FIELDS = (
    "species", "scientific", "score", "verdict", "date", "time", "site", "recording", "start",
    "reviewer", "network", "id",
)  # fmt: skip
_LONGEST = 150  # letters; with the folder before it Windows takes 260
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\s]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
BITS = (16, 24)
_MARK, _SAYS_WITHIN = b"Undersong|Detection", 1 << 16
"""In each clip's metadata, which lie at its beginning or end."""
_FLAC_CHANNELS, _FLAC_HZ = 8, 655_350


def check_template(template: str) -> None:
    """Raise UserError naming what a template for file names may hold, where this one is wrong."""
    try:
        template.format(**dict.fromkeys(FIELDS, ""))
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise UnusableValueError(
            f"The name {template!r} cannot be used. It may hold letters and these: {known}."
        ) from error


def name(template: str, d: Detection) -> str:
    """Return a file name without suffix that every system takes, and no other clip has."""
    if "{id}" not in template:
        template += "_{id}"  # two clips must never have one name
    held, at = d.current_species, d.at.local if d.at else None
    values = {
        "species": held.common_name or held.scientific_name,
        "scientific": held.scientific_name,
        "score": f"{d.score:.3f}",
        "verdict": d.verdict or "unreviewed",
        "date": f"{at:%Y%m%d}" if at else "no-date",
        "time": f"{at:%H%M%S}" if at else "no-time",
        "site": d.site or "no-site",
        "recording": d.path.stem,
        "start": f"{d.start_s:.1f}",
        "reviewer": d.reviewer or "nobody",
        "network": d.network,
    }
    # The id is put in last, so that shortening never takes it away.
    parts = [_safe(part.format(**values, id="")) for part in template.split("{id}")]
    room = max(1, (_LONGEST - len(parts) * 20) // len(parts))
    cut = [part if len(part) <= room else part[:room] + "_" for part in parts]
    text = str(d.id).join(cut).strip(" .")
    return f"_{text}" if _RESERVED.match(text) else text


def _safe(text: str) -> str:
    return _UNSAFE.sub("-", text)


def guano(d: Detection, start_s: float, length_s: float, sample_rate: int) -> str:
    """Return the clip's metadata as GUANO 1.0 (github.com/riggsd/guano-spec): one field a line."""
    began = d.at.aware or d.at.local if d.at else None
    place = None if d.latitude is None else f"{d.latitude:.6f} {d.longitude:.6f}"
    manual = None
    if d.corrected or d.verdict == "correct":
        manual = d.current_species.scientific_name
    fields = {
        "GUANO|Version": "1.0",
        "Timestamp": began and _moved(began, start_s - d.start_s),
        "Length": f"{length_s:.3f}",
        "Samplerate": str(sample_rate),
        "Loc Position": place,
        "Original Filename": d.path.name,
        "Species Auto ID": d.species.scientific_name,
        "Species Manual ID": manual,
        "Note": d.note,
        "Undersong|Detection": str(d.id),
        "Undersong|Run": str(d.run_id),
        "Undersong|Network": d.network,
        "Undersong|Score": f"{d.score:.6f}",
        "Undersong|Verdict": d.verdict,
        "Undersong|Reviewer": d.reviewer,
        "Undersong|Note By": d.note_by,
        "Undersong|Site": d.site,
        "Undersong|Offset": f"{start_s:.3f}",
    }
    return "\n".join(f"{k}: {_line(v)}" for k, v in fields.items() if v)


def _moved(began: datetime, seconds: float) -> str:
    return (began + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def _line(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\n", "\\n")


def is_there(path: Path, frames: int, sample_rate: int, bits: int, metadata: str) -> bool:
    """Tell whether this clip was written before, whole and saying just this."""
    try:
        with soundfile.SoundFile(path) as file:
            found = (file.frames, file.samplerate, file.subtype)
            said = file.comment == metadata
        if path.suffix == ".wav":
            chunk = _chunk(b"guan", metadata.encode())
            with path.open("rb") as raw:
                raw.seek(-len(chunk), os.SEEK_END)
                said = raw.read() == chunk
    except (OSError, soundfile.LibsndfileError):
        return False
    return said and found == (frames, sample_rate, f"PCM_{bits}")


def is_anothers(path: Path) -> bool:
    """Tell whether a file of this name is there that is no clip of ours."""
    if not path.exists():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_SAYS_WITHIN)
            file.seek(max(0, path.stat().st_size - _SAYS_WITHIN))
            return _MARK not in head + file.read()
    except OSError:
        return True


def obstacle(suffix: str, channels: int, sample_rate: int) -> str:
    """Return why a format cannot hold a recording; empty where it can."""
    if suffix == ".flac" and channels > _FLAC_CHANNELS:
        return f"FLAC cannot hold {channels} channels. Export it as WAV."
    if suffix == ".flac" and sample_rate > _FLAC_HZ:
        return f"FLAC cannot hold {sample_rate:,} samples a second. Export it as WAV."
    return ""


def write(path: Path, samples: Samples, sample_rate: int, metadata: str, bits: int = 16) -> None:
    """Write a clip [frames, channels], whole or not at all; the suffix is the format.

    Only their owner can read new files. Raises UserError where it cannot be written.
    """
    full = 2 ** (bits - 1)
    pcm = np.clip(np.rint(samples.astype(np.float64) * full), -full, full - 1).astype("<i4")
    try:
        with replacing(path) as part:
            if path.suffix == ".flac":
                _write_flac(part, pcm << (32 - bits), sample_rate, bits, metadata)
            else:
                part.write_bytes(_wav(pcm, sample_rate, bits, metadata))
    except (OSError, soundfile.LibsndfileError) as error:
        raise UserError(
            f"{path} cannot be written ({getattr(error, 'strerror', None) or error}). "
            "Make room or choose another folder, and start again: it goes on from there."
        ) from error


def _write_flac(
    path: Path, pcm: NDArray[np.int32], sample_rate: int, bits: int, metadata: str
) -> None:
    """Write samples [frames, channels], of whose 32 bits the highest are kept."""
    with soundfile.SoundFile(
        path, "w", sample_rate, pcm.shape[1], f"PCM_{bits}", format="FLAC"
    ) as file:
        file.comment = metadata
        file.write(pcm)


def _wav(pcm: NDArray[np.int32], sample_rate: int, bits: int, metadata: str) -> bytes:
    channels, size = pcm.shape[1], bits // 8
    data = pcm[..., None].view(np.uint8)[..., :size].tobytes()  # the lowest bytes come first
    width = size * channels
    fmt = struct.pack("<HHIIHH", 1, channels, sample_rate, sample_rate * width, width, bits)
    chunks = b"".join(
        _chunk(tag, body)
        for tag, body in ((b"fmt ", fmt), (b"data", data), (b"guan", metadata.encode()))
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _chunk(tag: bytes, body: bytes) -> bytes:
    return tag + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)  # of even length
