"""Numbers with their nouns and units: 1 file, 2 files, 1,200 files, 1.5 MB."""


def counted(number: int, one: str, many: str = "") -> str:
    """Return "1 recording", "1,200 recordings"; ``many`` where it takes more than an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_bytes(number: float) -> str:
    """Return a size in the unit that suits it: 0 bytes, 1.5 MB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:,.0f} {unit}" if unit == "bytes" else f"{number:,.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"
