"""Messages to the desktop by D-Bus: on Linux alone, elsewhere Qt comes without its library."""

from PySide6.QtDBus import QDBusConnection, QDBusMessage

_APPLICATION = "application://undersong.desktop"


def tell_launcher(share: float | None) -> None:
    """Tell docks and task bars that listen how far work is, 0 to 1; None: there is none."""
    bus = QDBusConnection.sessionBus()
    if bus.isConnected():
        said = QDBusMessage.createSignal("/", "com.canonical.Unity.LauncherEntry", "Update")
        said.setArguments(
            [_APPLICATION, {"progress": share or 0.0, "progress-visible": share is not None}]
        )
        bus.send(said)


def notify(sentence: str) -> None:
    """Have the desktop show a sentence."""
    name = "org.freedesktop.portal.Desktop"
    bus = QDBusConnection.sessionBus()
    if bus.isConnected():
        said = QDBusMessage.createMethodCall(
            name, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Notification",
            "AddNotification",
        )  # fmt: skip
        said.setArguments(["undersong", {"title": "Undersong", "body": sentence}])
        bus.send(said)
