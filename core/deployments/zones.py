"""The time zone of a place."""


def zone_of(latitude: float | None, longitude: float | None) -> str | None:
    """Return the IANA zone at a position in degrees, or None where it is not known."""
    if latitude is None or longitude is None:
        return None
    # The shapes take a moment and 40 MB to load: only where somebody asks.
    from tzfpy import get_tz

    return get_tz(longitude, latitude) or None
