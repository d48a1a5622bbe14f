"""The tables of the health check."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class LevelRow(Base):
    """How loud one channel of a recording is, from short samples read out of it."""

    __tablename__ = "levels"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    channel: Mapped[int] = mapped_column(primary_key=True)
    """From 1; 0 stands for a file that could not be read."""
    content_hash: Mapped[str]
    """Of the file as it was measured."""
    measured_s: Mapped[float]
    rms: Mapped[float]
    """Of the samples without their mean; full scale is 1."""
    peak: Mapped[float]
    mean: Mapped[float]
    """The DC offset; full scale is 1."""
    clipped: Mapped[float]
    """Share of the samples at full scale."""
