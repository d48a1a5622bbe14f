"""What there is to do, in numbers: sentences for the panel."""

from core.analysis import Workload
from gui.widgets import words


def work(plan: Workload) -> str:
    """Say how much is to be heard, and what of it was heard before."""
    if not plan.recordings:
        return plan.moved_said
    text = f"{words.count(plan.recordings, 'recording')}, {words.hours(plan.hours)} of sound"
    if plan.from_stored == plan.recordings:
        return f"{text}. All were heard before: their stored scores are used, in moments."
    if plan.from_stored:
        heard = words.count(plan.from_stored, "was heard before and needs only its",
                            "were heard before and need only their")  # fmt: skip
        text += f"; {heard} stored scores"
    if plan.embeddings_lost:
        again = words.count(plan.embeddings_lost, "is", "are")
        text += (
            f"; {again} heard again, because what search and teaching need is missing or cut off"
        )
    if plan.already_done:
        text += f". {words.count(plan.already_done, 'more is', 'more are')} done already"
    return f"{text}. {plan.moved_said}".strip()


def species(plan: Workload) -> str:
    """Say how many species are expected, and from what."""
    if plan.by_place:
        return f"Of {plan.species:,} species, those of the place and season are expected."
    return f"{words.count(plan.species, 'species', 'species')} expected."


def time(plan: Workload, pace: float | None) -> str:
    """Say how long it takes; ``pace`` is in seconds of sound a second, as it was last time."""
    if not plan.to_hear_s:
        return ""
    if pace is None:
        return "How long it takes is known once it has begun."
    took = words.wait(plan.to_hear_s / pace)
    return f"About {took}, at {pace:,.0f}× real time as last time."


def disk(plan: Workload) -> str:
    """Say what it takes of the disk; nothing where nothing is heard."""
    if not plan.to_hear_s:
        return ""
    hours, hourly = plan.to_hear_s / 3600, plan.score_bytes
    about = words.size(hourly.typical * hours)
    detail = f"{words.size(hourly.typical)} for each hour of sound, at most "
    detail += words.size(hourly.most)
    embeddings = words.size(plan.embedding_bytes_per_hour * hours)
    need = "What search and teaching need"
    if not hourly.most:
        return f"{need} will take {embeddings} of disk."
    if not plan.embedding_bytes_per_hour:
        return f"Scores will take about {about} of disk ({detail})."
    return f"{need} will take {embeddings} of disk, scores about {about} ({detail})."
