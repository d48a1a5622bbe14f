"""The time zone of a place, and all there are."""

from zoneinfo import available_timezones

_NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


def zone_of(latitude: float | None, longitude: float | None) -> str | None:
    """Return the IANA zone at a position in degrees, or None where it is not known."""
    if latitude is None or longitude is None:
        return None
    # The shapes take a moment and 40 MB to load: only where somebody asks.
    from tzfpy import get_tz

    return get_tz(longitude, latitude) or None


def every_zone() -> list[str]:
    """Return the IANA names to choose from: UTC, then those of places by name."""
    named = (zone for zone in available_timezones() if "/" in zone)
    return ["UTC", *sorted(zone for zone in named if not zone.startswith(_NO_PLACES))]
