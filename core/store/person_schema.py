"""What people say and change about recordings, sites, deployments and roots; rules of species."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.store.schema import Base


class SaidStartRow(Base):
    """When a recording began, as a person said it; what its clock read stays beside."""

    __tablename__ = "said_starts"

    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    local: Mapped[str]
    """ISO 8601 without zone."""
    offset_minutes: Mapped[int | None]
    """None: that of the deployment or site."""


class EditRow(Base):
    """What a person changed about sites, recordings and roots. Rows are only ever added."""

    __tablename__ = "edits"

    id: Mapped[int] = mapped_column(primary_key=True)
    at_utc: Mapped[str]
    text: Mapped[str]
    changes: Mapped[dict[str, Any]]
    """How things stood before and after: see core.store.edits."""
    undoes: Mapped[int | None] = mapped_column(ForeignKey("edits.id"), unique=True)
    """The edit that this one takes back."""


class RuleSetRow(Base):
    """Rules of species that a person keeps under a name."""

    __tablename__ = "rule_sets"

    name: Mapped[str] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]]
    """See core.store.species_rules."""
    changed_utc: Mapped[str]


class RunRulesRow(Base):
    """One entry of the log of the rules that held of an analysis. Rows are only ever added."""

    __tablename__ = "run_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    name: Mapped[str]
    """Of the set; empty: none was in use."""
    rules: Mapped[dict[str, Any]]
    """Those of the set that are about this analysis, as they were."""
    at_utc: Mapped[str]
