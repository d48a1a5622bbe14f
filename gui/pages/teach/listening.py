"""Plays the clip in hand, as it is chosen if that is wished, and shows how far the sound is."""

from PySide6.QtCore import QObject, Signal

from core.domain import Recording
from core.heads.sought_clips import SoughtClip
from gui.open_project import OpenProject
from gui.pages.teach.clips_view import ClipsView
from gui.pages.teach.questions import TeachQuestion
from gui.player import NO_OUTPUT, Player
from gui.remembered import Remembered
from gui.requests import Requests

_WISH = "teach/hear"


class Listening(QObject):
    """Falls silent as soon as another clip is in hand."""

    failed = Signal(str)

    def __init__(
        self, project: OpenProject, view: ClipsView, requests: Requests, remembered: Remembered
    ) -> None:
        super().__init__(view)
        self._view, self._requests, self._remembered = view, requests, remembered
        self.project = project
        self.player = Player(self)
        self._heard: SoughtClip | None = None
        view.hear.setChecked(remembered.value(_WISH, True))
        view.hear.toggled.connect(self._wished)
        view.current_changed.connect(self._chosen)
        view.foot.play_wanted.connect(self.play_or_stop)
        view.grid.opened.connect(self.play_or_stop)
        self.player.playing_changed.connect(self._playing)
        self.player.muted_changed.connect(
            lambda muted: view.foot.show_silent(NO_OUTPUT if muted else "")
        )
        self.player.position_changed.connect(self._show)
        self.player.notice.connect(self.failed)
        self.player.failed.connect(self.failed)

    def play_or_stop(self) -> None:
        """Play the clip in hand, or fall silent."""
        if self.player.playing:
            self.player.stop()
        else:
            self._play()

    def fall_silent(self) -> None:
        """Play nothing, and let go of the file."""
        self._requests.forget(TeachQuestion.HEAR)
        self.player.let_go()

    def _chosen(self, clip: SoughtClip | None) -> None:
        self.player.stop()
        if clip and self._view.hear.isChecked() and self._view.has_focus:
            self._play()

    def _play(self) -> None:
        clip, project = self._view.current, self.project
        if clip:
            self._requests.ask(
                TeachQuestion.HEAR, lambda: self._view.current,
                lambda: project.teaching.recording_of(clip), self._begin,
            )  # fmt: skip

    def _begin(self, recording: Recording) -> None:
        clip = self._heard = self._view.current
        if clip and self._view.isVisible():
            self.player.play(recording.path, clip.start_s, clip.end_s, recording.content_hash)

    def _wished(self, on: bool) -> None:
        self._remembered.keep(_WISH, on)
        if not on:
            self.fall_silent()

    def _playing(self, on: bool) -> None:
        self._view.foot.show_playing(on)
        if not on:
            self._view.grid.show_heard(None)

    def _show(self, at_s: float) -> None:
        clip = self._heard
        if clip and clip.start_s <= at_s <= clip.end_s:
            self._view.grid.show_heard(clip.id, (at_s - clip.start_s) / (clip.end_s - clip.start_s))
