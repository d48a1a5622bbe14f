"""What the spectrogram needs to know of recordings and of what was heard in them."""

from datetime import datetime

from core.audio.tiles import Sound
from core.domain import Detection, Recording
from gui.widgets import words
from gui.widgets.spectrogram.boxes import Box


def sound_of(recording: Recording) -> Sound:
    """Return what the spectrogram needs to know of a recording."""
    return Sound.of(
        recording.path, recording.duration_s, recording.sample_rate, recording.content_hash,
        recording.channels,
    )  # fmt: skip


def box_of(detection: Detection, *, current: bool, other_run: str) -> Box:
    """Return a detection as it is drawn; ``other_run`` names its run where it is another."""
    return Box(
        id=detection.id,
        start_s=detection.start_s,
        end_s=detection.end_s,
        low_hz=detection.low_hz,
        high_hz=detection.high_hz,
        label=words.held_to_be(detection),
        verdict=detection.verdict,
        score=None if detection.corrected else detection.score,  # it is about what was heard
        sign=words.sign_of(detection),
        current=current,
        other_run=other_run,
    )


def start_of(recording: Recording) -> datetime | None:
    """Return when a recording began by its clock, with its zone where that is known."""
    start = recording.start
    return (start.aware or start.local) if start else None
