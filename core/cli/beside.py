"""What is said beside the numbers of an analysis."""

from core.left_out import LeftOut
from core.report import Report


def left_out_json(one: LeftOut) -> dict[str, object]:
    """Return files that have the same thing wrong with them, for scripts."""
    return {
        "reason": one.code,
        "files": one.count,
        "site": one.site,
        "text": one.text,
        "first_files": one.first,
    }


def hidden_in_words(found: Report) -> str:
    """Return how many detections the species list hides, as a further sentence."""
    if not found.hidden:
        return ""
    return (
        f" {found.hidden:,} more are hidden: the species list does not expect them here "
        "(the detections export has them all)."
    )
