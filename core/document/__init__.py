"""The report document: what was found, how sure that is, and how it was done, for a client."""

from pathlib import Path

from core.atomic_file import refuse_others, replacing
from core.document.assembly import DocumentWish, document
from core.document.facts import gathering
from core.document.html import html
from core.document.paper import pdf
from core.document.places import without_places
from core.errors import UnusableValueError, UserError
from core.exports.secret_species import every_place
from core.jobs import Inquiry
from core.store import Project
from core.store.scope import ReportScope

SUFFIXES = (".pdf", ".html")
_OURS = "%PDF", "<!doctype html>"


def writing(project: Project, of: ReportScope, wish: DocumentWish, path: Path) -> Inquiry[None]:
    """Write the document of a run, or a part of it, to a PDF or HTML file.

    It appears when it is complete.

    Raises UserError where it cannot be written, and for a file there that is no document.
    """
    refuse_others(path, lambda head: head.startswith(_OURS))
    facts = yield from gathering(project, of)
    with project.reading() as db:
        places = every_place(db)
    made = without_places(document(facts, project.folder.name, wish), places, wish.blur_degrees)
    data = pdf(made) if path.suffix.lower() == ".pdf" else html(made).encode()
    with replacing(path) as beside:
        beside.write_bytes(data)


def read_logo(path: Path) -> bytes:
    """Return a logo. Raises UserError for a file that is no PNG or SVG picture."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read. Choose another picture.") from error
    if not data.startswith(b"\x89PNG") and b"<svg" not in data[:2000]:
        raise UnusableValueError(f"{path.name} is no PNG or SVG picture.")
    return data


__all__ = ["SUFFIXES", "DocumentWish", "read_logo", "writing"]
