"""What a person says of clips: it is in them, it is not, or who knows. All of it can be undone."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from core.heads.sought_clips import SoughtClip
from gui.open_project import OpenProject
from gui.pages.teach.clips_view import ClipsView
from gui.pages.teach.searching import Searching
from gui.widgets.empty import Action
from gui.widgets.notice import Notice


class Judging(QObject):
    """Stores answers and moves on; takes them back."""

    told = Signal(object)
    """A Notice."""
    nameless = Signal()
    """An answer was given about a sound that has no name yet."""
    project_wanted = Signal(object)
    """The folder of another project, in which a clip is to be judged."""

    def __init__(self, project: OpenProject, view: ClipsView, searching: Searching) -> None:
        super().__init__(view)
        self._view, self._searching = view, searching
        self.project = project
        view.foot.judged.connect(self.judge)
        view.foot.none_wanted.connect(self.judge_none)
        view.foot.undo_wanted.connect(self.undo)

    def judge(self, present: bool | None) -> None:
        """Say of what is chosen whether the sound is in it, or nothing (None), and move on."""
        label = self._searching.sought.label
        if not label:
            if self._view.chosen():
                self.nameless.emit()
            return
        clips = self._answered(present)
        if not clips:
            return
        # Once the next clip is in hand: what is stored brings a new ranking behind it.
        if present is None:
            self.project.teaching.take_back(clips, label)
            self._searching.go_on()
        else:
            self.project.teaching.judge(clips, label, present)

    def judge_none(self) -> None:
        """Say that nothing anybody looks for is in what is chosen, and move on."""
        clips = self._answered(False, whole=True)
        if clips:
            self.project.teaching.judge_none(clips, self._searching.sought.label)

    def judge_other(self, other: str) -> None:
        """Say that another sound is in what is chosen, and not the one sought, and move on."""
        if other:
            label = self._searching.sought.label
            clips = self._answered(other == label)
            self.project.teaching.judge_other(clips, label, other)

    def complete(self) -> None:
        """Say that nothing else is in what is chosen than it is labelled with; stay with it."""
        clips = self._of_here()
        if clips:
            if not self._view.on_map:
                self._view.show_again([replace(clip, whole=True) for clip in clips])
            self.project.teaching.complete(clips)

    def _answered(self, present: bool | None, *, whole: bool = False) -> list[SoughtClip]:
        """Show what is being said of what is chosen, and move on; return what that is."""
        clips = self._of_here()
        ids = {clip.id for clip in clips}
        self._view.skipped -= ids
        if present is None:
            self._view.skipped |= ids
        if clips and not self._view.on_map:
            self._move_on([replace(c, present=present, whole=whole or c.whole) for c in clips])
        return clips

    def _of_here(self) -> list[SoughtClip]:
        """Return what an answer is about; of clips of other projects say that none is given."""
        clips = self._view.chosen()
        other = next((clip.place for clip in clips if clip.place.is_elsewhere), None)
        if other:
            go = Action("Open that project", partial(self.project_wanted.emit, other.folder))
            said = (
                f"Clips of {other.name} are judged in that project. Here M makes them examples of "
                "what is sought, Shift+M of what is not."
            )
            self.told.emit(Notice(said, go))
        return [clip for clip in clips if not clip.place.is_elsewhere]

    def _move_on(self, judged: Sequence[SoughtClip]) -> None:
        ids = {clip.id for clip in judged}
        last = max(n for n, clip in self._view.table.loaded() if clip.id in ids)
        self._view.show_again(judged)
        behind = self._view.table.clips[last + 1 :]
        free = (n for n, clip in enumerate(behind) if not self._view.is_judged(clip))
        if not self._view.go_to(last + 1 + next(free, 0)):
            self.told.emit(Notice("This was the last clip."))

    def undo(self) -> None:
        """Take back what was said last."""
        self._step(redo=False)

    def redo(self) -> None:
        """Say again what was taken back."""
        self._step(redo=True)

    def _step(self, *, redo: bool) -> None:
        project = self.project
        if not (project.can_redo if redo else project.can_undo):
            return
        if redo:
            project.redo()
        else:
            self._searching.go_back()
            project.undo()
