"""What this program is, and whose network it listens with."""

from importlib.metadata import version

from PySide6.QtWidgets import QWidget

from core.licences import parts
from gui.ready_networks import manifests
from gui.widgets.help_box import ReadingBox, text_box
from gui.widgets.licences_box import LicencesBox
from gui.widgets.parts import button


def about_box(parent: QWidget) -> ReadingBox:
    """Return the box to open."""
    told = [
        f"Version {version('undersong')}. Finds species in field recordings with a neural network, "
        "and keeps what people say of it.\n\n"
        "Undersong itself is free software under the MIT licence. All its work is done on "
        "this computer: nothing is sent anywhere.",
    ]
    for manifest in manifests():
        limits = " It is for non-commercial use only." if manifest.non_commercial else ""
        told.append(
            f"{manifest.title} {manifest.version} comes under {manifest.licence}.{limits} "
            f"Please cite it in what you publish:\n{manifest.citation}"
        )
    told.append(
        "It is made with Qt and PySide6, which are under the LGPL, and with many other parts."
    )
    licences = button("Licences of all parts …", lambda: LicencesBox(parent, parts()).open())
    return text_box(parent, "About Undersong", "\n\n".join(told), licences)
