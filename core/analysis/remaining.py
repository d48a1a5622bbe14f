"""What a run has still to do, and in which order it is heard."""

from collections.abc import Iterator

from sqlalchemy import Connection

from core.analysis.registering import Registered
from core.domain import Recording
from core.store import Project, embeddings, recordings, scores, setbacks


class Remaining:
    """The recordings that a run is not through with, and those it must hear once more."""

    def __init__(
        self,
        project: Project,
        registered: Registered,
        *,
        embedding_size: int,
        retry_failed: bool,
    ) -> None:
        """``embedding_size`` is 0 where no embeddings are kept.

        With ``retry_failed`` what was given up counts as not done.
        """
        self._project, self._registered = project, registered
        self._keeps = embedding_size > 0
        with project.writing() as db:
            _, seconds = recordings.left_to_analyse(db, registered.run.id)
            self.places = recordings.places(db)
            """Where and when all recordings were made: (latitude, longitude, day)."""
            self.doubted = setbacks.known(db)
            """Ids of recordings that ended or held up a worker at an earlier start."""
            again = self._to_hear_again(db, embedding_size) if self._keeps else set()
            if retry_failed:
                again |= setbacks.given_up(db, registered.run.id)
            files = [
                one
                for one in recordings.by_ids(db, again).values()
                if one.problem is None or one.problem.usable
            ]
        self.again = {one.id for one in files}
        """Ids of recordings that the run was through with."""
        self.seconds = seconds + sum(one.duration_s for one in files)

    def _to_hear_again(self, db: Connection, size: int) -> set[int]:
        """Return recordings whose embeddings are not there any more, or not whole."""
        run_id, pass_id = self._registered.run.id, self._registered.pass_id
        embeddings.drop(db, pass_id, embeddings.missing(self._project, db, pass_id, size))
        return embeddings.to_hear_again(db, run_id, pass_id)

    @property
    def is_anything_unheard(self) -> bool:
        """Tell whether the network has something to listen to."""
        return bool(self.again or self._page(0, heard=False))

    def heard(self) -> Iterator[list[Recording]]:
        """Yield what stored scores are enough for, some at a time."""
        after = 0
        while page := self._page(after, heard=True):
            yield page
            after = page[-1].id

    def unheard(self) -> Iterator[Recording]:
        """Yield what is to be heard; last what ended or held up a worker at an earlier start."""
        after, last = 0, []
        while page := self._page(after, heard=False):
            yield from (one for one in page if one.id not in self.doubted)
            last += [one for one in page if one.id in self.doubted]
            after = page[-1].id
        with self._project.reading() as db:
            again = recordings.by_ids(db, self.again).values()
        yield from (one for one in again if one.id not in self.doubted)
        yield from last
        yield from (one for one in again if one.id in self.doubted)

    def _page(self, after: int, *, heard: bool) -> list[Recording]:
        known = self._registered
        with self._project.reading() as db:
            kept = scores.kept(db, known.pass_id, known.head_ids, with_embeddings=self._keeps)
            return recordings.to_analyse(db, known.run.id, kept, heard=heard, after=after)
