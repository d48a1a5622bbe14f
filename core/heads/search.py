"""Search by example: which windows sound like some that are given.

A window is compared by the logarithm of its embedding, less what all windows have in common. Where
the network is sure of what the examples are, its own evidence counts too. From four examples on,
or with counter-examples beside several, a logistic regression against windows drawn at random ranks
better and takes the place of all that. Every window is looked at: an approximate index lost 14 % of
what it should have found.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.errors import UserError
from core.heads.choosing import EVERYTHING, WindowChoice, chosen
from core.heads.features import WindowFeatures
from core.heads.likeness import LikenessRule, compared, is_learned, learned
from core.heads.linear_scan import scanned
from core.heads.tally import LIMIT, SearchResult, SearchTally, SimilarWindow
from core.heads.windows import PassWindows
from core.jobs import Inquiry, Progress

_SHOWN_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class SearchProgress(Progress):
    """How far a search has come, and the most alike of what it has looked at."""

    found: list[SimilarWindow] = field(default_factory=list)


def search(
    heard: PassWindows | Sequence[PassWindows],
    like: WindowFeatures,
    unlike: WindowFeatures | None = None,
    *,
    limit: int = LIMIT,
    least: float = -1.0,
    choice: WindowChoice = EVERYTHING,
) -> Inquiry[SearchResult]:
    """Rank all windows of passes by how like the examples they are, from a similarity on.

    Progress counts windows, and now and then is SearchProgress with what was found until then.
    Raises UserError where the passes are of different networks.
    """
    passes = [heard] if isinstance(heard, PassWindows) else list(heard)
    refuse_different(passes)
    for one in passes:
        yield from one.prepared()
    is_taught = is_learned(like, unlike)
    taught = learned(passes, like, unlike) if is_taught else None
    tally, total = SearchTally(limit, least), sum(one.spans.total for one in passes)
    shown = time.monotonic()
    for place, one in enumerate(passes):
        likeness = taught or compared(one, like, unlike)
        for _ in _looked_at(tally, place, one, likeness, choice):
            if time.monotonic() - shown < _SHOWN_EVERY_S:
                yield Progress(tally.seen, total)
                continue
            yield SearchProgress(tally.seen, total, found=tally.found(passes))
            shown = time.monotonic()
    return tally.result(passes, trained=is_taught)


def refuse_different(passes: Sequence[PassWindows]) -> None:
    """Raise UserError where passes were heard by networks whose windows cannot be compared."""
    for one in passes[1:]:
        if different := difference(passes[0], one):
            raise UserError(
                f"{different} Name analyses of one network with --run, or search each alone."
            )


def difference(first: PassWindows, other: PassWindows) -> str:
    """Return why the windows of two passes cannot be ranked together; empty where they can."""
    if first.of.network != other.of.network:
        return (
            f"{first.project.folder} was heard by {first.of.network} and {other.project.folder} "
            f"by {other.of.network}: what two networks find alike cannot be ranked together."
        )
    if first.network_files != other.network_files or first.network_labels != other.network_labels:
        return (
            f"{first.project.folder} and {other.project.folder} were heard by different versions "
            f"of {other.of.network}, which cannot be ranked together."
        )
    return ""


def _looked_at(
    tally: SearchTally, place: int, heard: PassWindows, likeness: LikenessRule, choice: WindowChoice
) -> Iterator[None]:
    """Take in the windows of a pass that are to be looked at, some at a time."""
    among = chosen(heard, choice)
    tally.leave_out(heard, among)
    parts = scanned(
        heard, likeness.features, likeness.evidence, among=among.spans, exact=likeness.exact
    )
    for part in parts:
        near = likeness.similarity(part.values, part.said, part.nearness)
        tally.take(part, near, among, place)
        yield
