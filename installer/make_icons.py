"""Draws the program's mark for installers: python -m installer.make_icons FOLDER.

Writes undersong-SIZE.png, undersong.svg, undersong.ico (Windows) and undersong.icns (macOS). Both
are folders of PNG pictures in one file.
"""

import os
import shutil
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QGuiApplication

from gui.app_icon import DRAWING, drawn

_PNG = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
_ICO = (16, 24, 32, 48, 64, 128, 256)
_ICNS = {"icp4": 16, "icp5": 32, "icp6": 64, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024,
         "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512}  # fmt: skip


def main(folder: Path) -> None:
    """Write all files into a folder."""
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert app is not None
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {size: _png(size) for size in _PNG}
    for size, data in pictures.items():
        (folder / f"undersong-{size}.png").write_bytes(data)
    shutil.copyfile(DRAWING, folder / "undersong.svg")
    (folder / "undersong.ico").write_bytes(ico({size: pictures[size] for size in _ICO}))
    (folder / "undersong.icns").write_bytes(
        icns({name: pictures[size] for name, size in _ICNS.items()})
    )


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return a Windows icon of PNG pictures by their size (256 is written as 0)."""
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    start = len(head) + 16 * len(pictures)
    for size, data in pictures.items():
        place = start + len(body)
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        body += data
    return head + body


def icns(pictures: dict[str, bytes]) -> bytes:
    """Return a macOS icon of PNG pictures by their type."""
    body = b"".join(
        struct.pack(">4sI", name.encode(), len(data) + 8) + data for name, data in pictures.items()
    )
    return struct.pack(">4sI", b"icns", len(body) + 8) + body


def _png(size: int) -> bytes:
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not drawn(size).save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("The mark cannot be drawn.")
    return bytes(kept.data())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
