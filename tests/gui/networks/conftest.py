"""A window of networks, and a network of the catalogue that lies on a server of the test's own."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from core.networks import catalogue, fetching
from core.networks.folder import manifest_in
from core.networks.graph import NetworkFile
from gui.networks.terms_box import TermsBox
from tests.core.networks.server import Serving, serving
from tests.core.networks.tones import tone_network
from tests.gui.pages.heath import settle


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(fetching, "WAIT_S", 0.001)


@pytest.fixture
def stick(tmp_path):
    """The folder of the network marsh-1, as somebody gave it."""
    return tone_network(tmp_path / "stick" / "marsh")


@pytest.fixture
def offered(stick, monkeypatch) -> Iterator[Callable[..., Serving]]:
    """Put marsh-1 into the catalogue, to be fetched from servers: the one of its graph is given."""
    known = catalogue.shipped()
    with ExitStack() as servers:

        def offer(content: bytes | None = None, **how: object) -> Serving:
            files, served = [], []
            for name in ("net.tflite", "labels.txt"):
                true = (stick / name).read_bytes()
                is_graph = name == "net.tflite"
                sent = content if is_graph and content is not None else true
                served.append(servers.enter_context(serving(sent, **(how if is_graph else {}))))
                digest = hashlib.sha256(true).hexdigest()
                files.append(NetworkFile(name, digest, len(true), served[-1].address))
            made = replace(manifest_in(stick), files=tuple(files), purpose="Toads by their tones.")
            monkeypatch.setattr(catalogue, "shipped", lambda: {**known, made.id: made})
            return served[0]

        yield offer


@pytest.fixture
def networks(qtbot, window):
    """The window of networks, open."""

    def opened():
        window.networks.show()
        settle(qtbot, window)
        return window.networks.window

    return opened


@pytest.fixture
def form(qtbot, window, tmp_path):
    """The form of the Analysis page in a project that was just made."""
    window.projects.open(tmp_path / "Spring", create=True)
    settle(qtbot, window)
    return window.session.analysis.form.network


@pytest.fixture
def click(qtbot):
    """Click a button that is there with the mouse."""

    def press(button):
        assert button.isVisible()
        assert button.isEnabled()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


@pytest.fixture
def asked(qtbot):
    """Return what is asked of a person now."""

    def box(window) -> TermsBox:
        qtbot.waitUntil(lambda: any(b.isVisible() for b in window.findChildren(TermsBox)))
        return next(b for b in window.findChildren(TermsBox) if b.isVisible())

    return box
