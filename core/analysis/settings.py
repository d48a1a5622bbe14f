"""What a person chooses before an analysis, and which of it a stored result depends on."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from typing import Annotated, Any, Literal, get_type_hints

from core.analysis.declaration import Setting
from core.audio.windows import Windowing
from core.errors import UnusableValueError
from core.networks.manifest import HeadManifest, Manifest
from core.species.lists import SpeciesList
from core.species.ranges import range_files
from core.taxon_groups import groups_in

Week = int | Literal["auto", "all"]

_LIBRARIES = ("undersong", "numpy", "ai-edge-litert", "soundfile", "soxr")
_LEAST_STEP_S = 0.1  # closer windows cost a lot and tell nothing new
_GPU_LANES = 2
"""Engines of a process share the graph on the card: one makes images while another is there."""


def _has_ranges(manifest: Manifest) -> bool:
    return manifest.range_model is not None


def _has_embeddings(manifest: Manifest) -> bool:
    return manifest.embedding_size > 0


def _most_overlap_s(manifest: Manifest) -> float:
    step_s = min(_LEAST_STEP_S, manifest.window_s / 10)
    return max(manifest.window_s - step_s, manifest.overlap_s)


@dataclass(frozen=True, slots=True)
class Settings:
    """An analysis, as asked for. Two with the same ``run_fingerprint`` are one run that goes on.

    A default, once it was released, is never another: fingerprints leave defaults out.
    """

    network: Annotated[str, Setting(title="Network", help="The neural network.")] = "birdnet-2.4"
    latitude: Annotated[
        float | None,
        Setting(
            title="Latitude",
            help="Instead of the recordings' own positions.",
            explanation="In degrees; north and east are positive.",
            low=-90, high=90, step=0.1, decimals=4, unit="°",
            offered=_has_ranges,
        ),
    ] = None  # fmt: skip
    """None: each recording's own position, or its site's."""
    longitude: Annotated[
        float | None,
        Setting(
            title="Longitude",
            help="Goes with --latitude.",
            low=-180, high=180, step=0.1, decimals=4, unit="°",
            offered=_has_ranges,
        ),
    ] = None  # fmt: skip
    week: Annotated[
        Week,
        Setting(
            title="Season",
            help="Season: auto, {low} to {high} (four a month), or all.",
            explanation="Narrows the species to those about at that time of year.",
            name="week",
            low=1, high=48, unit=" (four a month)", words=("auto", "all"),
            offered=_has_ranges,
        ),
    ] = "auto"  # fmt: skip
    """``auto``: each recording's own; 1 to 48, four a month; ``all``: any time of the year."""
    species_list: Annotated[
        SpeciesList | None,
        Setting(title="Only what is on my list", help="Species to expect, one a line."),
    ] = None
    """None: what the network expects at the place and week."""
    groups: Annotated[
        str,
        Setting(
            title="Groups",
            help="Only of these groups, with commas between them: bird, frog, bat, mammal, insect, "
            "fish, animal, human, machine, weather, sound.",
            explanation="Only birds, or bats: of other groups nothing is expected.",
        ),
    ] = ""
    """Of core.taxon_groups; empty: all."""
    min_score: Annotated[
        float,
        Setting(
            title="Lowest score",
            help="Keep scores from here on.",
            explanation="Lower finds more and errs more often. 0.25 is a good start; you can "
            "always raise it while reviewing.",
            name="minimum score",
            low=0, high=1, open=True, step=0.05, decimals=2,
        ),
    ] = 0.25  # fmt: skip
    overlap_s: Annotated[
        float | None,
        Setting(
            title="Overlap",
            help="Seconds that windows overlap; by default what suits the network.",
            explanation="Windows of {window} that overlap miss fewer calls at their edges, and "
            "take longer.",
            option="overlap",
            low=0, high=_most_overlap_s, step=0.5, decimals=1, unit=" s",
            of_pass=True,
            own=lambda manifest: manifest.overlap_s,
        ),
    ] = None  # fmt: skip
    """None: as the network has them."""
    sensitivity: Annotated[
        float,
        Setting(
            title="Sensitivity",
            help="{low} to {high}; higher finds more.",
            explanation="Above 1 raises all scores, below 1 lowers them. Leave it at 1 to "
            "compare with others.",
            said="The sensitivity was {value:g}.",
            low=0.5, high=1.5, step=0.1, decimals=1,
            offered=lambda manifest: any(head.sensitivity for head in manifest.heads),
        ),
    ] = 1.0  # fmt: skip
    channel: Annotated[
        int,
        Setting(
            title="Channel",
            help="Channel to listen to, from {low}.",
            explanation="The microphone to listen to; with fewer it is the last one.",
            said="Of recordings with several channels, channel {value} was analysed.",
            low=1, high=64,
            of_pass=True,
        ),
    ] = 1  # fmt: skip
    """Counted from 1; recordings with fewer channels give their last."""
    workers: Annotated[
        int | None,
        Setting(
            title="Processes",
            help="Processes; by default what suits this computer.",
            explanation="One for each core of the processor is quickest.",
            name="number of processes",
            low=1, high=256,
            changes_result=False,
        ),
    ] = None  # fmt: skip
    """None: what suits this computer."""
    gentle: Annotated[
        bool,
        Setting(
            title="Gentle",
            help="Leave room for other programs.",
            explanation="Slower; other programs go first.",
            box="Leave room for other programs",
            changes_result=False,
        ),
    ] = False
    """Give way to other programs."""
    gpu: Annotated[
        bool,
        Setting(
            title="Graphics card",
            help="Run BirdNET on a graphics card, if there is one.",
            explanation="Quicker where ONNX Runtime finds one. Where it does not, or scores "
            "would differ, the processor is used. Methods says which it was.",
            box="Use the graphics card",
            changes_result=False,
            offered=lambda manifest: manifest.runtime == "birdnet",
        ),
    ] = False
    embeddings: Annotated[
        bool,
        Setting(
            title="For later",
            help="Keep what the network hears.",
            explanation="For searching by similarity, and for teaching species of your own.",
            box="Keep what search and teaching need",
            said="Embeddings were not kept.",
            offered=_has_embeddings,
            own=_has_embeddings,
        ),
    ] = True

    def check(self, manifest: Manifest) -> None:
        """Raise UnusableValueError, naming the first value that cannot be and what can."""
        if (self.latitude is None) != (self.longitude is None):
            raise UnusableValueError("Give both the latitude and the longitude, or neither.")
        groups_in(self.groups)
        usual = Settings().values(manifest)
        for name, value in self.values(manifest).items():
            if value != usual[name] and not DECLARED[name].offered(manifest):
                raise DECLARED[name].refuse(manifest)
            DECLARED[name].check(value, manifest)

    def values(self, manifest: Manifest) -> dict[str, object]:
        """Return all settings by name, with the network's own where nothing else was chosen."""
        return {
            one.name: DECLARED[one.name].for_network(getattr(self, one.name), one.default, manifest)
            for one in fields(self)
        }

    def overlap(self, manifest: Manifest) -> float:
        """Return how far windows overlap, in seconds."""
        return manifest.overlap_s if self.overlap_s is None else float(self.overlap_s)

    def windowing(self, manifest: Manifest) -> Windowing:
        """Return where the network's windows lie."""
        return Windowing.of(
            manifest.sample_rate, manifest.window_s, self.overlap(manifest), manifest.least_sound_s
        )

    def heard_by(self, manifest: Manifest) -> Manifest:
        """Return a network's manifest with the runtime that is to hear."""
        if not self.gpu:
            return manifest
        return replace(manifest, runtime=f"{manifest.runtime}-gpu", lanes=_GPU_LANES)

    def keeps_embeddings(self, manifest: Manifest) -> bool:
        """Tell whether embeddings are kept: asked for, and given by the network."""
        return self.embeddings and _has_embeddings(manifest)

    def sensitivity_of(self, head: HeadManifest) -> float:
        """Return the sensitivity of a head's scores: 1 where it offers no other."""
        return self.sensitivity if head.sensitivity else 1.0

    def lowered_floor(self, manifest: Manifest) -> int | None:
        """Return the logit to keep scores from where the threshold is below a head's floor.

        Such a threshold needs a pass of its own.
        """
        lowered = (
            head.lowered_floor(self.min_score, self.sensitivity_of(head)) for head in manifest.heads
        )
        return min((one for one in lowered if one is not None), default=None)

    def for_pass(self, manifest: Manifest) -> dict[str, Any]:
        """Return what a window's stored scores depend on."""
        lowered = self.lowered_floor(manifest)
        floor = min((head.floor_logit for head in manifest.heads), default=None)
        return {
            "network": self.network,
            "files": dict(sorted(manifest.sha256.items())),
            **self._recorded(manifest, of_pass=True),
            "floor": floor if lowered is None else lowered,
        }

    def for_run(self, manifest: Manifest) -> dict[str, Any]:
        """Return what detections depend on: what the report states as the run's settings."""
        record = self.for_pass(manifest) | self._recorded(manifest, of_pass=False)
        known_by = {} if self.species_list else range_files(manifest.range_model)
        return record | ({"range_files": known_by} if known_by else {})

    def _recorded(self, manifest: Manifest, *, of_pass: bool) -> dict[str, Any]:
        return {
            name: _as_json(DECLARED[name].plain(value))
            for name, value in self.values(manifest).items()
            if DECLARED[name].changes_result
            and DECLARED[name].of_pass is of_pass
            and name != "network"
        }


DECLARED: Mapping[str, Setting] = {
    name: hint.__metadata__[0]
    for name, hint in get_type_hints(Settings, include_extras=True).items()
}
"""All that is to be said of each setting, by the name of its field."""


def versions(manifest: Manifest) -> dict[str, Any]:
    """Return the versions of everything that a score passes through."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "network": f"{manifest.title} {manifest.version}",
        "network_files": dict(manifest.sha256),
    }


def _as_json(value: object) -> object:
    if isinstance(value, SpeciesList):
        return {"name": value.name, "species": list(value.species)}
    return value
