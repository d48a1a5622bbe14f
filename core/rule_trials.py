"""The rule for reporting a species, tried on the minutes that were listened to completely.

The rule: it is reported where a detection is right with at least 90 %, by its own verdicts.
"""

import numpy as np
from sqlalchemy import Connection, select

from core.domain import Verdict
from core.recalls import MinuteEvidence, listened_minutes
from core.statistics.rule_test import JudgedMinute, RuleTest, leave_one_out
from core.statistics.score_calibration import ScoreCurve, logits, score_curve, too_few
from core.store.schema import DetectionRow, SpeciesRow

D = DetectionRow
PROBABILITY = 0.9


def rule_trials(db: Connection, run_id: int) -> dict[str, RuleTest]:
    """Return how the rule does, by scientific name, leaving one recording out at a time.

    Only of species of which a minute was listened to completely.
    """
    evidence = MinuteEvidence.of(db, run_id)
    found = {}
    for name in evidence.species:
        listened = listened_minutes(db, evidence, name)
        strata = listened.strata
        # Where low and high are one stratum, it is the first of the two.
        merged = not strata[2].listened and any(m.stratum == 2 for m in listened.minutes)
        minutes = [
            JudgedMinute(
                one.recording_id, one.best, one.present, stratum.minutes / stratum.listened
            )
            for one in listened.minutes
            for stratum in (strata[1 if merged and one.stratum == 2 else one.stratum],)
        ]
        if minutes:
            clips = _Clips(db, run_id, name)
            found[name] = leave_one_out(minutes, clips.threshold_without)
    return found


class _Clips:
    """The judged clips of a species."""

    def __init__(self, db: Connection, run_id: int, name: str) -> None:
        its_id = select(SpeciesRow.id).where(SpeciesRow.scientific_name == name).scalar_subquery()
        said = (Verdict.CORRECT, Verdict.WRONG)
        rows = db.execute(
            select(D.recording_id, D.score, D.verdict)
            .where(
                D.species_id == its_id, D.run_id == run_id, D.listed | D.ruled, D.verdict.in_(said)
            )
            .order_by(D.id)
        ).all()
        self._recordings = np.array([row.recording_id for row in rows], np.int64)
        self._x = logits(np.array([row.score for row in rows], float))
        self._right = np.array([row.verdict == Verdict.CORRECT for row in rows], bool)

    def threshold_without(self, recording_id: int) -> float | None:
        """Return the score from all other recordings; None where they have too few verdicts."""
        kept = self._recordings != recording_id
        right = self._right[kept]
        curve = score_curve(self._x[kept], right)
        if not isinstance(curve, ScoreCurve) or too_few(right):
            return None
        return curve.score_at(PROBABILITY)
