"""Writes core/store/blank.sql after a new migration: ``python -m tests.core.store.write_blank``."""

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from core.store import blank, database
from tests.core.store.test_migrating import migrate


def migrated(folder: Path) -> str:
    """Return the tables that the migrations make in an empty database in a folder."""
    engine = database.engine(folder / "migrated.db")
    try:
        with engine.connect() as db:
            migrate(db, "head")
            return blank.described(db)
    finally:
        engine.dispose()


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        tables = migrated(Path(temporary))
    Path(str(files("core.store") / "blank.sql")).write_text(tables, encoding="utf-8", newline="\n")
