"""Lengths of time in words."""

_LEAST_HOURS = 0.01


def span(seconds: float) -> str:
    """Return a length of time by its two largest units: 2 days 3 h, 3 min 12 s, 0.4 s."""
    if seconds < 1:
        return f"{seconds:.1f} s"
    rest = round(seconds)
    parts: list[str] = []
    for size, name in ((86_400, "day"), (3600, "h"), (60, "min"), (1, "s")):
        number, rest = divmod(rest, size)
        if number and len(parts) < 2:
            several = "s" if name == "day" and number > 1 else ""
            parts.append(f"{number:,} {name}{several}")
        elif parts:
            break
    return " ".join(parts)


def in_hours(hours: float) -> str:
    """Return hours as a number for a table; seconds are not nothing: 1,204.5, 0.03, < 0.01."""
    if 0 < hours < _LEAST_HOURS / 2:
        return f"< {_LEAST_HOURS}"
    return f"{hours:,.1f}" if hours >= 1 else f"{hours:.2f}"
