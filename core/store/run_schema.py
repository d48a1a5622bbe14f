"""The tables of analyses: passes, heads and labels, runs, and what is kept of every window."""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class PassRow(Base):
    """One way of running a network: all that the stored scores of a window depend on.

    Runs that differ only in threshold, list or sensitivity share a pass, and so its scores.
    """

    __tablename__ = "passes"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    """Of the network and what was not at its default: the same means that scores are."""
    former_fingerprint: Mapped[str | None] = mapped_column(index=True)
    """As a version of the program made it that left no defaults out."""
    network: Mapped[str]
    settings: Mapped[dict[str, Any]]
    manifest: Mapped[str | None]
    """The network's manifest as it was, JSON: see core.networks.manifest."""
    sample_rate: Mapped[int]
    window_samples: Mapped[int]
    step_samples: Mapped[int]
    least_samples: Mapped[int]
    """A last window with less sound was left out."""
    embedding_size: Mapped[int]
    embedding_type: Mapped[str]


class HeadRow(Base):
    """What turns a network's outputs or embeddings into scores of labels."""

    __tablename__ = "heads"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    """Of all that its scores depend on, and what it is known by."""
    name: Mapped[str]
    title: Mapped[str]
    version: Mapped[str]
    network: Mapped[str]
    """Id of the one that it stands on."""
    trained: Mapped[bool]
    """By a person; False: it came with the network."""
    activation: Mapped[str]
    floor: Mapped[float]
    """Scores from here on are kept of every window."""
    manifest: Mapped[str]
    """JSON: see core.networks.manifest."""
    label_count: Mapped[int | None]
    """None until all its labels are here, with their places."""
    follows: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether it scores new recordings, once it has an analysis of its own."""


class LabelRow(Base):
    """One of the answers of a head."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("head_id", "index"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("heads.id"))
    index: Mapped[int | None]
    """Its place in what the head gives; None in old projects, until the list is at hand."""
    text: Mapped[str]
    """As the head's own list has it."""
    species_id: Mapped[int | None] = mapped_column(ForeignKey("species.id"), index=True)
    """What its detections count as; None: there are none of it."""
    kind: Mapped[str]
    """Of core.domain.LabelKind."""


class PassHeadRow(Base):
    """A head whose scores a pass keeps."""

    __tablename__ = "pass_heads"

    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), primary_key=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("heads.id"), primary_key=True)
    position: Mapped[int]
    floor: Mapped[float]
    """Outputs from here on are kept one by one."""
    edges: Mapped[str]
    """Outputs between the bins of the histograms, rising: a list as JSON."""


class RunHeadRow(Base):
    """A head whose labels a run's detections have."""

    __tablename__ = "run_heads"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("heads.id"), primary_key=True)
    position: Mapped[int]


class RunRow(Base):
    """One analysis with one network, one or more heads and its settings."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    """Of the network and all that was not at its default: the same means go on."""
    former_fingerprint: Mapped[str | None] = mapped_column(index=True)
    """As a version of the program made it that left no defaults out."""
    network: Mapped[str]
    settings: Mapped[dict[str, Any]]
    versions: Mapped[dict[str, Any]]
    """Program, libraries, platform and the hashes of the network's files."""
    engine: Mapped[str] = mapped_column(default="")
    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), index=True)
    started_utc: Mapped[str]
    finished_utc: Mapped[str | None]
    removed: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """A person took it out of the project: its detections are in no list. See core.store.taken."""


class RunListRow(Base):
    """The species that a run expected at one place and week.

    As bits, in the order in which the labels of its heads name species first.
    """

    __tablename__ = "run_lists"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    """``latitude,longitude,week`` as the filter was asked, or ``all``."""
    species: Mapped[int]
    bits: Mapped[bytes]


class RunRecordingRow(Base):
    """A recording that a run is through with: analysed, or failed for a reason."""

    __tablename__ = "run_recordings"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id"), primary_key=True, index=True
    )
    content_hash: Mapped[str]
    """Of the file as it was analysed."""
    windows: Mapped[int]
    analysed_s: Mapped[float]
    finished_utc: Mapped[str]
    problem: Mapped[str | None]
    problem_text: Mapped[str | None]
    place: Mapped[str | None]
    """Of ``RunListRow``: by which its detections are listed; None where none was recorded."""


class PassRecordingRow(Base):
    """A recording whose sound a pass has heard, and how much of it there was."""

    __tablename__ = "pass_recordings"

    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id"), primary_key=True, index=True
    )
    content_hash: Mapped[str]
    windows: Mapped[int]
    analysed_s: Mapped[float]
    problem: Mapped[str | None]
    problem_text: Mapped[str | None]


class WindowScoresRow(Base):
    """A head's scores of all windows of a recording, compact: see core.store.scores."""

    __tablename__ = "window_scores"

    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), primary_key=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("heads.id"), primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id"), primary_key=True, index=True
    )
    outputs: Mapped[bytes]
    histograms: Mapped[bytes]
    first_bin: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """The lowest bin of the histograms that was kept."""


class EmbeddingSpanRow(Base):
    """Where the embeddings of consecutive windows of a recording lie."""

    __tablename__ = "embedding_spans"

    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id"), primary_key=True, index=True
    )
    first_window: Mapped[int] = mapped_column(primary_key=True)
    windows: Mapped[int]
    shard: Mapped[int]
    row: Mapped[int]


class MomentBlockRow(Base):
    """Where and when a run's listed detections in some recordings are: see moment_blocks.

    A copy, of arrays of numbers, that triggers drop where a detection of it changes.
    """

    __tablename__ = "moment_blocks"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True)
    species_ids: Mapped[bytes]
    site_ids: Mapped[bytes]
    clocks_ms: Mapped[bytes]
    utc_ms: Mapped[bytes]
    ids: Mapped[bytes]
    recording_ids: Mapped[bytes]
    starts_us: Mapped[bytes]
    ends_us: Mapped[bytes]
