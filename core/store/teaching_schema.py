"""The tables of teaching: what is to be heard where, as people say, and what they were asked."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class ClipLabelRow(Base):
    """One entry of the log of labelled spans. Rows are only ever added."""

    __tablename__ = "clip_labels"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), index=True)
    start_ms: Mapped[int]
    """In the recording."""
    end_ms: Mapped[int]
    label: Mapped[str]
    """Empty: only that all that is to be heard is labelled."""
    present: Mapped[bool]
    exhaustive: Mapped[bool]
    """Whether nothing else is to be heard in the span than its labels say."""
    reviewer: Mapped[str]
    at_utc: Mapped[str]
    audit: Mapped[str | None]
    """The round of asked clips that stands for it, where nobody has listened to the span itself."""
    batch: Mapped[str | None]
    """The same for all that came out of one file at once, in every copy of a project."""


class AskedClipRow(Base):
    """One clip that somebody was asked to judge. Rows are only ever added."""

    __tablename__ = "asked_clips"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    round: Mapped[str]
    """The same for all that was asked at once, in every copy of a project."""
    position: Mapped[int]
    """In its round."""
    label: Mapped[str] = mapped_column(index=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), index=True)
    start_ms: Mapped[int]
    """In the recording."""
    end_ms: Mapped[int]
    why: Mapped[str]
    score: Mapped[float | None]
    """What it was ranked by then."""
    drawn_from: Mapped[int | None]
    """Of how many clips it was drawn at random; None where chance had no part."""
    seed: Mapped[int]
    reviewer: Mapped[str]
    at_utc: Mapped[str]
