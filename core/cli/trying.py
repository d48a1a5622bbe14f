"""The command that tries a head, or a network, on labelled sounds."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption, opened
from core.cli.output import say, say_json, say_table
from core.cli.progress import follow_inquiry
from core.counted import counted
from core.errors import UnusableValueError
from core.heads import library, own_library, trained_head
from core.heads.trained_head import TrainedHead
from core.heads.trials import LabelledClip, TrialResult, labelled_clips, try_head, try_network
from core.jobs import Inquiry
from core.names import key
from core.networks.catalogue import network as network_called
from core.networks.network import Network


def evaluate(
    what: Annotated[
        str, typer.Argument(metavar="HEAD_OR_NETWORK", help="A head, its file, or a network.")
    ],
    data: Annotated[
        Path, typer.Option(metavar="FOLDER|CSV", help="A folder for each label; or file, label.")
    ],
    project: Annotated[
        Path | None, typer.Option("--project", metavar="DIR", help="Where the head is.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random.")] = 0,
    json: JsonOption = False,
) -> None:
    """Measure how well a head or a network tells your sounds: accuracy, mAP, ROC-AUC."""
    if not data.exists():
        raise UnusableValueError(f"There is no {data}. Name a folder, or a CSV.")
    tried = follow_inquiry(_trial(what, project, labelled_clips(data), seed), "Listening", "clips")
    if json:
        say_json(_as_json(tried))
        return
    header = (("Trained on", False), ("Clips", True), ("Labels", True), ("Accuracy", True),
              ("mAP", True), ("ROC-AUC", True))  # fmt: skip
    rows = [
        (_shots(one.shots), f"{one.clips:,}", f"{one.labels}", f"{one.accuracy:.3f}",
         f"{one.mean_average_precision:.3f}", f"{one.roc_auc:.3f}")
        for one in tried.figures
    ]  # fmt: skip
    say_table(header, rows)
    for note in tried.notes:
        say(note)
    for _, why in tried.unheard[:20]:
        say(f"  {why}")
    if len(tried.unheard) > 20:
        say(f"  and {counted(len(tried.unheard) - 20, 'more file')} that could not be heard")


def _trial(
    what: str, project: Path | None, clips: list[LabelledClip], seed: int
) -> Inquiry[TrialResult]:
    head = _head(what, project)
    if head is None:
        return try_network(_network(what), clips, seed)
    return try_head(head, network_called(head.facts.network), clips)


def _network(what: str) -> Network:
    try:
        return network_called(what)
    except UnusableValueError as error:
        raise UnusableValueError(
            f"{error} If it is a head of a project, say which: --project DIR."
        ) from error


def _head(what: str, project: Path | None) -> TrainedHead | None:
    if project is not None:
        with opened(project, read_only=True) as at:
            return library.called(at, what).head
    if Path(what).is_file():
        return trained_head.read(Path(what))
    own = [one for one in own_library.every() if key(one.name) == key(what.partition("@")[0])]
    return own_library.called(what).head if own else None


def _shots(shots: int | None) -> str:
    if shots is None:
        return "as it is"
    return counted(shots, "recording of each", "recordings of each")


def _as_json(tried: TrialResult) -> dict[str, object]:
    figures = [
        {
            "trained_on": one.shots, "clips": one.clips, "labels": one.labels,
            "accuracy": one.accuracy, "mAP": one.mean_average_precision, "roc_auc": one.roc_auc,
        }
        for one in tried.figures
    ]  # fmt: skip
    unheard = [{"file": str(path), "why": why} for path, why in tried.unheard]
    return {"figures": figures, "notes": tried.notes, "unheard": unheard}
