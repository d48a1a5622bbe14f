"""Numbers, names and places as sentences have them."""

from collections.abc import Sequence

from core.document.blocks import Drawn
from core.plots.svg import Plot


def names(every: Sequence[str], most: int = 12) -> str:
    """Return names as a sentence has them, the last after an *and*."""
    shown = list(every[:most])
    if len(every) > most:
        return f"{', '.join(shown)} and {len(every) - most:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def position(latitude: float | None, longitude: float | None, blur: float) -> str:
    """Return a place rounded to ``blur`` degrees, of which 0 leaves it out."""
    if latitude is None or longitude is None:
        return "not given"
    if not blur:
        return "withheld"
    digits = max(0, len(f"{blur:.10f}".rstrip("0").partition(".")[2]))
    north, east = (round(round(value / blur) * blur, digits) for value in (latitude, longitude))
    return (
        f"{abs(north):.{digits}f}° {'N' if north >= 0 else 'S'}, "
        f"{abs(east):.{digits}f}° {'E' if east >= 0 else 'W'}"
    )


def setting(value: object) -> str:
    """Return a setting of an analysis as a person reads it."""
    if isinstance(value, dict):
        if "species" in value:
            return f"{value['name']} ({len(value['species']):,} species)"
        return ", ".join(f"{key} {setting(inner)}" for key, inner in sorted(value.items()))
    if isinstance(value, list):
        return "; ".join(map(setting, value)) or "–"
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def drawn(plot: Plot, share: float = 1.0) -> Drawn:
    """Return a plot as wide as the text, or a share of it."""
    return Drawn(plot.svg, plot.about, share)
