"""The mark is drawn wherever it is wanted."""

import struct

from PySide6.QtGui import QImage

from gui.app_icon import app_icon, drawn
from installer import make_icons


def test_the_icon_is_there_at_the_sizes_of_task_bars(qapp):
    icon = app_icon()
    assert {16, 32, 256} <= {size.width() for size in icon.availableSizes()}
    image = drawn(64)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(32, 6).name().upper() == "#1F6F5C"


def test_icons_of_windows_and_macos_hold_the_pictures_at_all_sizes(qapp, tmp_path):
    make_icons.main(tmp_path)
    ico = (tmp_path / "undersong.ico").read_bytes()
    number = struct.unpack_from("<H", ico, 4)[0]
    for place in range(number):
        size, length, start = struct.unpack_from("<B7xII", ico, 6 + 16 * place)
        assert QImage.fromData(ico[start : start + length]).width() == (size or 256)
    icns = (tmp_path / "undersong.icns").read_bytes()
    assert struct.unpack_from(">I", icns, 4)[0] == len(icns)
    assert QImage(str(tmp_path / "undersong-512.png")).width() == 512
