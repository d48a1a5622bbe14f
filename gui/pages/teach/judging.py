"""What a person says of clips: it is in them, it is not, or who knows. All of it can be undone."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from core.heads.seeking import SoughtClip
from gui.open_project import OpenProject
from gui.pages.teach.clips_view import ClipsView
from gui.pages.teach.searching import Searching


class Judging(QObject):
    """Stores answers and moves on; takes them back."""

    told = Signal(str, str, object)
    nameless = Signal()
    """An answer was given about a sound that has no name yet."""

    def __init__(self, view: ClipsView, searching: Searching) -> None:
        super().__init__(view)
        self._view, self._searching = view, searching
        self.project: OpenProject | None = None
        view.foot.judged.connect(self.judge)
        view.foot.undo_wanted.connect(self.undo)

    def judge(self, present: bool | None) -> None:
        """Say of what is chosen whether the sound is in it, or nothing (None), and move on."""
        clips, label = self._view.chosen(), self._searching.sought.label
        if self.project is None or not clips:
            return
        if not label:
            self.nameless.emit()
            return
        ids = {clip.id for clip in clips}
        self._view.skipped -= ids
        if present is None:
            self._view.skipped |= ids
        if not self._view.on_map:
            self._move_on([replace(clip, present=present) for clip in clips])
        # Once the next clip is in hand: what is stored brings a new ranking behind it.
        if present is None:
            for clip in clips:
                self.project.teaching.take_back(clip, label)
            self._searching.go_on()
        else:
            self.project.teaching.judge(clips, label, present)

    def _move_on(self, judged: Sequence[SoughtClip]) -> None:
        ids = {clip.id for clip in judged}
        last = max(n for n, clip in self._view.table.loaded() if clip.id in ids)
        self._view.show_again(judged)
        if not self._view.go_to(last + 1):
            self.told.emit("This was the last clip.", "", None)

    def undo(self) -> None:
        """Take back what was said last."""
        self._step(redo=False)

    def redo(self) -> None:
        """Say again what was taken back."""
        self._step(redo=True)

    def _step(self, *, redo: bool) -> None:
        project = self.project
        if project is None or not (project.can_redo if redo else project.can_undo):
            return
        step = project.redo() if redo else project.undo()
        if step.stands:
            self.told.emit(step.stands, "", None)
