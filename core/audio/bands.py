"""Which frequencies of a recording are worth the height of a picture."""

BIRDS_HZ = 12_000.0
"""Nearly all that birds sing is below it."""
EARS_HZ = 24_000.0
"""What reaches above it was recorded for bats, and is shown whole."""
_LEAST_HZ = 1_000.0
_ABOVE = 1.1


def is_ultrasound(nyquist_hz: float, heard_hz: float, high_hz: float | None = None) -> bool:
    """Tell whether something was heard that is too high for ears.

    ``nyquist_hz`` is the recording's, ``heard_hz`` the highest frequency that the network hears (0
    where that is not known), ``high_hz`` the detection's upper edge where it has one.
    """
    return nyquist_hz > EARS_HZ and max(heard_hz, high_hz or 0.0) > EARS_HZ


def highest_shown(nyquist_hz: float, heard_hz: float = 0.0, high_hz: float | None = None) -> float:
    """Return the highest frequency in Hz to show of a detection; see ``is_ultrasound``.

    Bats are shown up to the Nyquist frequency, all else up to 12 kHz or to where the network stops
    hearing; what reaches higher by its own box is shown whole.
    """
    if is_ultrasound(nyquist_hz, heard_hz, high_hz):
        return nyquist_hz
    top = min(nyquist_hz, heard_hz or BIRDS_HZ, BIRDS_HZ)
    if high_hz and high_hz > top:
        top = high_hz if high_hz >= heard_hz > 0 else high_hz * _ABOVE
    return min(nyquist_hz, max(top, _LEAST_HZ))
