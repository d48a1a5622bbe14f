"""The tables of teaching: what is to be heard where, as people say."""

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
