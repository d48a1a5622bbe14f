"""Human voices in the clips of an open project, as its analyses have heard them."""

from collections.abc import Sequence

from core import speech
from core.domain import Excerpt
from core.speech import VoiceHead
from core.store import Project


class OpenVoices:
    """Answers from what is kept of windows. May be called in another thread."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._by: Sequence[VoiceHead] | None = None

    def forget(self) -> None:
        """Look again for analyses that tell voices: there may be more."""
        self._by = None

    def within(self, clips: Sequence[Excerpt]) -> dict[int, float]:
        """Return the best score of voices in each clip, by its id, where there are any."""
        with self._project.reading() as db:
            by = self._by
            if by is None:
                by = self._by = speech.listeners(db)
            return speech.within(db, by, clips) if by else {}
