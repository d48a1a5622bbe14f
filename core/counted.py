"""Numbers with their nouns: 1 file, 2 files, 1,200 files."""


def counted(number: int, one: str, many: str = "") -> str:
    """Return "1 recording", "1,200 recordings"; ``many`` where it takes more than an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
