"""The tables of review besides verdicts: comments, undoing, plans, annotations, references."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class UndoRow(Base):
    """One entry of the log of undoing and redoing. Rows are only ever added."""

    __tablename__ = "undos"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    entry: Mapped[str]
    """The uuid of the verdict, comment, annotation edit or reference that it is about."""
    undone: Mapped[bool]
    """False: redone."""
    reviewer: Mapped[str]
    at_utc: Mapped[str]


class CurrentUndoRow(Base):
    """Whether an entry that was ever undone is so now, kept by a trigger."""

    __tablename__ = "current_undos"

    entry: Mapped[str] = mapped_column(primary_key=True)
    undone: Mapped[bool]
    at_utc: Mapped[str]
    uuid: Mapped[str]


class CommentRow(Base):
    """One entry of the log of comments on detections. Rows are only ever added."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    detection_id: Mapped[int] = mapped_column(ForeignKey("detections.id"), index=True)
    text: Mapped[str]
    """Empty: nothing is noted any more."""
    reviewer: Mapped[str]
    at_utc: Mapped[str]


class CurrentCommentRow(Base):
    """The comment that holds for each detection, kept by triggers."""

    __tablename__ = "current_comments"

    detection_id: Mapped[int] = mapped_column(ForeignKey("detections.id"), primary_key=True)
    text: Mapped[str]
    reviewer: Mapped[str]
    at_utc: Mapped[str]
    uuid: Mapped[str]


class ReviewPlanRow(Base):
    """A choice of detections to listen to, drawn once and kept."""

    __tablename__ = "review_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    settings: Mapped[dict[str, Any]]
    seed: Mapped[int]
    reviewer: Mapped[str | None]
    """Whose work it is; None: anybody's."""
    blind: Mapped[bool]
    """Whether others' verdicts are hidden from the reviewer."""
    made_utc: Mapped[str]


class ReviewItemRow(Base):
    """One detection of a plan, in its order."""

    __tablename__ = "review_items"

    plan_id: Mapped[int] = mapped_column(ForeignKey("review_plans.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    detection_id: Mapped[int] = mapped_column(ForeignKey("detections.id"), index=True)


class AnnotationEditRow(Base):
    """One entry of the log of spans that people drew. Rows are only ever added."""

    __tablename__ = "annotation_edits"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    annotation: Mapped[str] = mapped_column(index=True)
    """The same for all entries about one annotation, in every copy of a project."""
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"))
    start_s: Mapped[float]
    end_s: Mapped[float]
    low_hz: Mapped[float | None]
    high_hz: Mapped[float | None]
    species_id: Mapped[int | None] = mapped_column(ForeignKey("species.id"))
    note: Mapped[str]
    deleted: Mapped[bool]
    reviewer: Mapped[str]
    at_utc: Mapped[str]


class CurrentAnnotationRow(Base):
    """The entry of the log that holds for each annotation, kept by triggers."""

    __tablename__ = "current_annotations"

    annotation: Mapped[str] = mapped_column(primary_key=True)
    edit_id: Mapped[int] = mapped_column(ForeignKey("annotation_edits.id"))
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), index=True)
    deleted: Mapped[bool]
    at_utc: Mapped[str]
    uuid: Mapped[str]


class ReferenceClipRow(Base):
    """One entry of the log of detections kept as examples of their species, by whom.

    Rows are only ever added; what is kept no longer is undone.
    """

    __tablename__ = "reference_clips"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    detection_id: Mapped[int] = mapped_column(ForeignKey("detections.id"), index=True)
    species_id: Mapped[int] = mapped_column(ForeignKey("species.id"), index=True)
    reviewer: Mapped[str]
    at_utc: Mapped[str]
