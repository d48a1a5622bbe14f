"""How the spectrogram is shown: what a person chooses and wants to find again."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from core.audio.spectrogram import Denoise, FrequencyAxis, SpectrogramSettings
from gui.widgets.spectrogram.colour_maps import ColourMap

WINDOWS = (128, 256, 512, 1024, 2048, 4096, 8192)
LEAST_HZ = 500.0
"""Fewer frequencies are never shown."""
OVERLAPS = (0.0, 0.25, 0.5, 0.75, 0.875)


@dataclass(frozen=True, slots=True)
class Looks:
    """Settings of the spectrogram, its colours, and what lies on it."""

    settings: SpectrogramSettings = field(default_factory=SpectrogramSettings)
    colours: ColourMap | None = None
    """None: grey in light, magma in dark."""
    brightness: float = 0.0
    contrast: float = 0.0
    in_seconds: bool = False
    boxes: bool = True
    low_hz: float = 0.0
    high_hz: float | None = None
    """None: as high as suits what is shown."""
    other_runs: bool = False
    """Whether boxes of other analyses of the recording are shown too."""

    def map_for(self, *, dark: bool) -> ColourMap:
        """Return the colour map to use."""
        return self.colours or (ColourMap.MAGMA if dark else ColourMap.GREY)

    def with_settings(self, **changes: object) -> "Looks":
        """Return these looks with other spectrogram settings."""
        return replace(self, settings=replace(self.settings, **changes))  # type: ignore[arg-type]


def to_plain(looks: Looks) -> dict[str, object]:
    """Return looks as plain values that can be stored as JSON."""
    return asdict(looks)


def from_plain(stored: object) -> Looks:
    """Return stored looks; what cannot be read is as at the first start."""
    if not isinstance(stored, dict) or not isinstance(stored.get("settings"), dict):
        return Looks()
    parts = stored["settings"]
    try:
        settings = SpectrogramSettings(
            window=next(w for w in WINDOWS if w == parts["window"]),
            overlap=next(o for o in OVERLAPS if o == parts["overlap"]),
            axis=FrequencyAxis(parts["axis"]),
            denoise=Denoise(parts["denoise"]),
            channel=None if parts["channel"] is None else int(parts["channel"]),
        )
        return Looks(
            settings=settings,
            colours=ColourMap(stored["colours"]) if stored["colours"] else None,
            brightness=min(1.0, max(-1.0, float(stored["brightness"]))),
            contrast=min(1.0, max(-1.0, float(stored["contrast"]))),
            in_seconds=bool(stored["in_seconds"]),
            boxes=bool(stored["boxes"]),
            **_heights(stored),
            other_runs=bool(stored.get("other_runs", False)),
        )
    except (KeyError, ValueError, TypeError, StopIteration):
        return Looks()


def _heights(stored: dict[str, Any]) -> dict[str, Any]:
    low, high = float(stored.get("low_hz") or 0.0), stored.get("high_hz")
    high = None if high is None else float(high)
    if low < 0 or (high is not None and high < low + LEAST_HZ):
        return {}
    return {"low_hz": low, "high_hz": high}
