"""What is said beside the numbers of an analysis."""

from core.counted import counted
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
    """Return how many detections the species list and rules hide, as further sentences."""
    said = ""
    if found.hidden:
        said += (
            f" {counted(found.hidden, 'more is', 'more are')} hidden: the species list does not "
            "expect them here (the detections export has them all)."
        )
        if found.hidden_right:
            are = counted(found.hidden_right, "of them was", "of them were")
            said += f" A person found that {are} right."
    if found.hidden_by_rules:
        right = sum(one.hidden_right for one in found.ruled)
        said += (
            f" Rules of species hide {found.hidden_by_rules:,}, of which a person found "
            f"{right:,} real (undersong rules list)."
        )
    return said
