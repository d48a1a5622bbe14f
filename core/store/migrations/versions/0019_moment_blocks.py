"""Where and when detections are, in blocks that are read at once: a copy, made when asked for.

A block is forgotten as soon as a detection comes to its recordings, leaves, or is placed or listed
otherwise.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_ARRAYS = (
    "species_ids", "site_ids", "clocks_ms", "utc_ms", "ids", "recording_ids", "starts_us", "ends_us"
)  # fmt: skip
_CHANGES = {
    "added": ("INSERT", "NEW"),
    "changed": ("UPDATE OF listed, site_id, at_utc_ms, at_local_ms", "NEW"),
    "gone": ("DELETE", "OLD"),
}
_RECORDINGS = 1000


def upgrade() -> None:
    op.create_table(
        "moment_blocks",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in _ARRAYS),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_moment_blocks_run_id")),
        sa.PrimaryKeyConstraint("run_id", "block", name=op.f("pk_moment_blocks")),
    )
    for how, (what, row) in _CHANGES.items():
        op.execute(
            f"""CREATE TRIGGER moment_blocks_forget_{how} AFTER {what} ON detections BEGIN
            DELETE FROM moment_blocks
            WHERE run_id = {row}.run_id AND block = {row}.recording_id / {_RECORDINGS};
            END"""
        )
