"""Taking in heads from files: of this program and of others. Nothing in a file is ever run.

A kind of file is a reader and one line here.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.counted import counted
from core.domain import Label, LabelKind, Species
from core.errors import NetworkUnavailableError, UnusableValueError, UserError
from core.heads import trained_head
from core.heads.evaluation import Evaluation
from core.heads.foreign import analyzer_tflite, saved_layer
from core.heads.foreign.found import FoundHead, labels_beside
from core.heads.formats import linear_json, safetensors
from core.heads.names import LabelNames
from core.heads.teaching import head_name
from core.heads.trained_head import (
    FORMAT_OF_LAYERS,
    HeadFacts,
    HeadLabel,
    TrainedHead,
    made,
    refused,
)
from core.names import LONGEST, key
from core.networks import catalogue
from core.networks.files import content_hash
from core.networks.graph import LabelList, Namespace
from core.networks.label_lists import read_labels
from core.networks.manifest import Manifest
from core.networks.network import species_of
from core.store import Project, heads, passes, runs

Reader = Callable[[Path], TrainedHead | FoundHead]
_READERS: Sequence[tuple[str, Reader]] = (
    (trained_head.SUFFIX, trained_head.read),
    (safetensors.SUFFIX, safetensors.read),
    (".json", linear_json.read),
    (analyzer_tflite.SUFFIX, analyzer_tflite.read),
)
"""How a file's name ends, and what reads it; a folder is a SavedModel."""
_PICKLES = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".npy", ".bin")
_FORBIDDEN = re.compile(r'[/\\@:*?"<>|\x00-\x1f]+')
_THRESHOLD = 0.0
"""Where a file says none: a score of a half, as its own program counts from."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a person says of a file beside it; empty: the file knows."""

    name: str = ""
    network: str = ""
    labels: Path | None = None


@dataclass(frozen=True, slots=True)
class _Backbone:
    """The network of a head, as a project or this computer has it."""

    files: dict[str, str]
    embedding_size: int
    sample_rate: int
    window_samples: int


def head_in(
    path: Path, asked: ImportRequest, project: Project | None = None
) -> tuple[TrainedHead, list[str]]:
    """Return the head in a file, and what is to be said of it.

    ``project`` is where it goes to. Raises UserError where it is none, or cannot be used here.
    """
    found = _reader(path)(path)
    if isinstance(found, TrainedHead):
        head_name(found.facts.name)
        return found, []
    return _bound(found, path, asked, project)


def is_a_file(path: Path) -> bool:
    """Tell whether a head may be read from a path: else it is perhaps a name."""
    return path.is_file() or (path / saved_layer.MARK).is_file()


def _reader(path: Path) -> Reader:
    if path.is_dir():
        return saved_layer.read
    if path.name == saved_layer.MARK:
        return lambda one: saved_layer.read(one.parent)
    ending = path.name.lower()
    found = next((read for suffix, read in _READERS if ending.endswith(suffix)), None)
    if found is not None:
        return found
    if ending.endswith(_PICKLES):
        raise refused(
            path,
            "reading such a file can run any program that is hidden in it. Save the head's numbers "
            "as safetensors or linear JSON where it was trained",
        )
    known = ", ".join(suffix for suffix, _ in _READERS)
    raise refused(path, f"such files are not known. Known are {known}, and folders of a SavedModel")


def _bound(
    found: FoundHead, path: Path, asked: ImportRequest, project: Project | None
) -> tuple[TrainedHead, list[str]]:
    texts = found.labels or labels_beside(path, asked.labels)
    network = _network(found, path, asked)
    under = _backbone(network, project)
    _refuse_unfit(found, path, texts, under, network)
    labels = _labels(found, texts, LabelNames(_species(network, project)))
    if len({key(one.text) for one in labels}) < len(labels):
        raise refused(path, "two of its labels are the same")
    facts = HeadFacts(
        format=FORMAT_OF_LAYERS,
        name=_name(asked.name or found.name or path.stem),
        network=network,
        network_files=under.files,
        embedding_size=under.embedding_size,
        network_labels=0,
        sample_rate=under.sample_rate,
        window_samples=under.window_samples,
        step_samples=0,
        labels=labels,
        evaluation=Evaluation((), by_site=False),
        seed=0,
        windows=0,
        labels_sha256="",
        origin=found.origin,
        layers=len(found.layers.layers),
    )
    return made(facts, found.layers), _notes(found, facts)


def _network(found: FoundHead, path: Path, asked: ImportRequest) -> str:
    """Return whose embeddings a head reads. Raises UserError where nothing says it."""
    known = _shipped_head(path)
    if known is not None and known.backbone and asked.network in ("", known.backbone):
        under = catalogue.entry(known.backbone).manifest
        if (known.sample_rate, known.window_samples) != (under.sample_rate, under.window_samples):
            raise refused(
                path,
                f"it is {known.title} {known.version}, which hears sound of "
                f"{known.sample_rate:,} Hz: embeddings of {under.title} as others have them are "
                f"of no use to it. Use it as a network: undersong networks install {known.id} "
                "--from FOLDER, then undersong analyze --network " + known.id,
            )
        return known.backbone
    network = asked.network or found.network
    if not network:
        raise UnusableValueError(
            f"{path.name} does not say of which network the embeddings are that it reads. Say it: "
            "--network ID"
        )
    return network


def _shipped_head(path: Path) -> Manifest | None:
    """Return the manifest of a head that the program knows as a network."""
    file = path / saved_layer.MARK if path.is_dir() else path
    hash_ = content_hash(file)
    for one in catalogue.shipped().values():
        if one.backbone and any(each.sha256 == hash_ for each in one.files):
            return one
    return None


def _backbone(network: str, project: Project | None) -> _Backbone:
    """Return a network as a project was heard with it, or as it is installed. Raises UserError."""
    if project is not None:
        with project.reading() as db:
            for run in runs.everything(db):
                of = passes.get(db, run.pass_id)
                if of.network == network:
                    files = {str(k): str(v) for k, v in (of.settings.get("files") or {}).items()}
                    cut = of.windowing
                    return _Backbone(files, of.embedding_size, cut.sample_rate, cut.length)
    try:
        of_it = catalogue.network(network).manifest
    except NetworkUnavailableError as error:
        raise UserError(
            f"The head reads embeddings of {network}, and that is not here. {error}"
        ) from error
    return _Backbone(
        dict(of_it.sha256), of_it.embedding_size, of_it.sample_rate, of_it.window_samples
    )


def _species(network: str, project: Project | None) -> Sequence[Species]:
    """Return what the labels of a network stand for, as far as that is at hand."""
    if project is not None:
        with project.reading() as db:
            if known := heads.species(db, network, own=True):
                return known
    with suppress(UserError):
        return species_of(catalogue.network(network))
    return ()


def _refuse_unfit(
    found: FoundHead, path: Path, texts: Sequence[str], under: _Backbone, network: str
) -> None:
    if found.layers.width != under.embedding_size:
        raise refused(
            path,
            f"it takes embeddings of {counted(found.layers.width, 'number')}, and those of "
            f"{network} have {under.embedding_size:,}",
        )
    if len(texts) != (found.outputs or found.layers.classes):
        raise refused(
            path,
            f"it has {counted(found.outputs or found.layers.classes, 'class', 'classes')}, and "
            f"there are {counted(len(texts), 'label')}",
        )
    if not all(texts) or max(map(len, texts)) > LONGEST:
        raise refused(path, "one of its labels is empty, or far too long")


def _labels(found: FoundHead, texts: Sequence[str], names: LabelNames) -> tuple[HeadLabel, ...]:
    """Return the labels of a head: the last of those that its file gives."""
    own = texts[-found.layers.classes :]
    thresholds = found.thresholds or (_THRESHOLD,) * len(own)
    labels = []
    for text, threshold in zip(own, thresholds, strict=True):
        label = _meant(text, names)
        threshold = found.recommended.get(text, threshold)
        of = label.species
        is_species = of is not None and label.kind is LabelKind.SPECIES
        called = replace(label, text=of.scientific_name) if is_species and of else label
        labels.append(HeadLabel.of(called, threshold))
    return tuple(labels)


def _meant(text: str, names: LabelNames) -> Label:
    """Return what a label stands for: ``Genus species_Common name``, a name, or a kind of sound."""
    scientific, _, common = text.partition("_")
    if not common:
        return names.label(names.text(text))
    if " " not in scientific:  # words that somebody joined
        return Label(text, Species(text, text.replace("_", " "), "sound"), LabelKind.SOUND)
    if names.is_known(scientific):
        return names.label(names.text(scientific))
    (label,) = read_labels({}, LabelList(words=(text,), namespace=Namespace.BIRDNET))
    return label


def _name(written: str) -> str:
    return head_name(_FORBIDDEN.sub(" ", written).strip(". -") or "imported")


def _notes(found: FoundHead, facts: HeadFacts) -> list[str]:
    said = [
        f"It was trained by {found.origin} on embeddings of {facts.network}: nobody has measured "
        "yet what it can do on your sounds (undersong heads evaluate)."
    ]
    said += [
        f"Its authors take scores above {one:g} of {text} for detections, and so does this."
        for text, one in found.recommended.items()
    ]
    if not found.thresholds:
        of = "all other labels" if found.recommended else "it"
        said.append(
            f"Of {of} no threshold is known: scores above 0 (probability .5) are detections."
        )
    return said
