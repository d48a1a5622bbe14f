"""What is known of a new head before anything is measured of it, said once for all kinds."""

from collections.abc import Sequence

from core.heads.evaluation import Evaluation
from core.heads.trained_head import HeadFacts, HeadLabel
from core.heads.windows import PassWindows


def facts_for(
    heard: PassWindows, format: int, name: str, labels: Sequence[HeadLabel], *, labels_sha256: str
) -> HeadFacts:
    """Return the facts of a head for what a pass has kept; nothing is measured, nothing drawn."""
    cut = heard.cut
    return HeadFacts(
        format=format,
        name=name,
        network=heard.of.network,
        network_files=heard.network_files,
        embedding_size=heard.of.embedding_size,
        network_labels=heard.network_labels,
        sample_rate=cut.sample_rate,
        window_samples=cut.length,
        step_samples=cut.step,
        labels=tuple(labels),
        evaluation=Evaluation((), by_site=False),
        seed=0,
        windows=0,
        labels_sha256=labels_sha256,
    )
