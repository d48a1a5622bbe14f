"""Rules of species: sets that people keep, which held of an analysis, and what they turn round."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("changed_utc", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rule_sets")),
    )
    op.create_table(
        "run_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("at_utc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_rules_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_rules")),
    )
    op.create_index("ix_run_rules_run_id", "run_rules", ["run_id"])
    for what, verb in (("UPDATE", "changed"), ("DELETE", "deleted")):
        op.execute(
            f"CREATE TRIGGER run_rules_are_not_{verb} BEFORE {what} ON run_rules "
            "BEGIN SELECT RAISE(ABORT, 'the log of run_rules is append-only'); END"
        )
    op.add_column(
        "detections", sa.Column("ruled", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_detections_ruled",
        "detections",
        ["run_id", "species_id", "listed", "verdict", "site_id", "local_day"],
        sqlite_where=sa.text("ruled = 1"),
    )
    # What the list expected stays what it was: a rule turns both round, or neither.
    op.execute("DROP TRIGGER detections_are_listed_as_they_were")
    op.execute(
        """CREATE TRIGGER detections_are_listed_as_they_were
        BEFORE UPDATE OF listed, ruled ON detections
        WHEN NEW.listed NOT BETWEEN 0 AND 3 OR NEW.ruled NOT BETWEEN 0 AND 1
            OR (NEW.listed + NEW.ruled) % 2 <> (OLD.listed + OLD.ruled) % 2
        BEGIN SELECT RAISE(ABORT, 'what a network said is never changed'); END"""
    )
