"""Why a species was found, or was not: its best score, what hides it, and what would show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection

from core.counted import counted
from core.domain import Detection, Recording, Species, Verdict
from core.errors import NetworkUnavailableError, UnusableValueError
from core.jobs import Inquiry, Progress
from core.kept_scores import KeptScores
from core.names import natural_key
from core.networks import catalogue
from core.networks.network import species_of
from core.review.species_search import SpeciesSearch, found_in_languages
from core.species.expected import LEAST_LIKELY, asked_place
from core.species.naming import Names, compared
from core.species.near import meant_in_words
from core.species.ranges import SeasonalPlace, range_model
from core.species.searched import names_beside
from core.store import Project, detections, heard, passes, recordings, species_rules
from core.store.detections import Filter
from core.store.runs import Run
from core.taxon_groups import groups_in, taxon_group

_AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Best:
    """Where a species scored highest."""

    score: float
    recording: Recording
    start_s: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that decides whether a species is shown."""

    code: str
    """unknown, not-heard, shown, wrong, list, groups, range, rule, threshold or floor."""
    text: str
    do: str = ""
    """What would show it."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer for one species."""

    species: Species
    where: str
    """The site and day in words, or empty."""
    recordings: int
    """That were heard there and then."""
    shown: int
    hidden: int
    best: Best | None
    reasons: tuple[Reason, ...]

    @property
    def sentences(self) -> list[str]:
        """Return all of it in words."""
        said = [f"{self.species.common_name} ({self.species.scientific_name}){self.where}:"]
        if self.best:
            at = self.best.recording
            begins = at.start and at.start.local + timedelta(seconds=self.best.start_s)
            when = f", {begins:%Y-%m-%d %H:%M:%S}" if begins else ""
            said.append(
                f"Its best score is {self.best.score:.2f}, in {at.path.name} at "
                f"{self.best.start_s:g} s{when}."
            )
        for reason in self.reasons:
            said.append(f"{reason.text} {reason.do}".strip())
        return said


_MEANT = 5
"""Of how many species it is said that one of them may be meant."""


def species_called(project: Project, run: Run, text: str) -> Species:
    """Return which species of a run somebody means, by any name or code, or a part of one.

    One that the run's network does not know is looked for in all that is known here. Raises
    UnusableValueError where nobody is called so, and where a part is of several.
    """
    with project.reading() as db:
        counts = detections.by_species(db, Filter(run_id=run.id, unlisted=True))
        listed = detections.by_species(db, Filter(run_id=run.id))
        own = KeptScores.of(db, run).species
    shown, heard_ = (
        frozenset(one.species.scientific_name for one in found) for found in (listed, counts)
    )
    own |= {one.species for one in counts}
    ready = {one for network in catalogue.ready() for one in species_of(network)}
    for known in (own, ready):
        every = sorted(known, key=lambda one: one.scientific_name)
        beside = names_beside(every)
        meant = SpeciesSearch(every, beside).find(text, _MEANT, here=shown, expected=heard_)
        if meant:
            likely = [one for one in meant if one.scientific_name in shown]
            likely = likely or [one for one in meant if one.scientific_name in heard_]
            return _only(text, meant, likely or meant, beside)
    by_name = {one.scientific_name: one for one in own | ready}
    meant = found_in_languages(list(by_name.values()), text, _MEANT)
    if meant:
        return by_name[_only(text, meant, meant, {}).scientific_name]
    raise UnusableValueError(
        f"No species is called {text}.{meant_in_words(text, Names(list(by_name.values())))}",
        command=f'undersong names find "{text}"',
    )


def _only(
    text: str,
    meant: Sequence[Species],
    likely: Sequence[Species],
    beside: Mapping[str, Sequence[str]],
) -> Species:
    """Return the one that is called so, or the only likely one that a part of a name is of."""
    wanted = compared(text)
    named = [s for s in meant if wanted in (compared(s.common_name), compared(s.scientific_name))]
    coded = [s for s in likely if wanted in map(compared, beside.get(s.scientific_name, ()))]
    for found in (named, coded, likely):
        if len(found) == 1:
            return found[0]
    *several, last = [f"{one.common_name} ({one.scientific_name})" for one in likely]
    raise UnusableValueError(
        f"{text} may be {', '.join(several)} or {last}: name it whole, or by a code.",
        command=f'undersong names find "{text}"',
    )


def day_of(text: str) -> date | None:
    """Return the day that is typed; of nothing, none. Raises UnusableValueError for no day."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise UnusableValueError(f"{text} is no day. Write one as 2025-05-10.") from None


def why(
    project: Project, run: Run, species: Species, site: str | None = None, day: date | None = None
) -> Inquiry[WhyNot]:
    """Find out why a species is shown at a site and day, or is not.

    Where it never reached the threshold all kept scores there are looked through.
    """
    sites = None if site is None else frozenset({site})
    wanted = Filter(
        run_id=run.id, species=species.scientific_name, sites=sites, first_day=day, last_day=day
    )
    with project.reading() as db:
        shown, hidden = detections.count(db, wanted)
        said = detections.by_verdict(db, wanted)
        top = next(iter(detections.page(db, replace(wanted, unlisted=True), limit=1)), None)
        unseen = _best_hidden(db, wanted) if hidden else None
        kept = KeptScores.of(db, run)
        there = [file.id for file in heard.files(db, run.id, sites)]
        if day is not None:
            there = [id_ for id_ in there if _is_of(recordings.get(db, id_), day)]
        best = _of_detection(db, top) if top else None
    knows = species in kept.species or not kept.species or shown + hidden > 0
    if best is None and knows:
        best = yield from _best_kept(project, kept, species, there)
    with project.reading() as db:
        hider = unseen and recordings.get(db, unseen.recording_id)
        manifest = passes.get(db, run.pass_id).manifest or {}
        rules = species_rules.of_run(db, run.id)
    rule = rules.of_species(species.scientific_name) if rules else None
    looked_at = hider or (best.recording if best else None)
    reasons: list[Reason] = []
    if not knows:
        reasons.append(_unknown(run, species))
    elif not there:
        reasons.append(Reason("not-heard", "No recording was analysed there and then."))
    reasons += _counted(shown, hidden, said)
    if rule is not None:
        rests = "Change it under Rules … on the Report page, or with undersong rules."
        reasons.append(Reason("rule", f"A rule says: {rule.sentence}.", rests))
    if hidden or not shown:
        reasons += _hiding(run, species, manifest.get("range_model"), looked_at)
    if not shown + hidden and knows and there:
        reasons.append(_too_low(run, best))
    where = "".join((f" at {site}" if site else "", f" on {day}" if day else ""))
    return WhyNot(species, where, len(there), shown, hidden, best, tuple(reasons))


@dataclass(frozen=True, slots=True)
class HiddenCost:
    """What a list or range filter hides of an analysis, and what people say of it."""

    hidden: int
    right: int
    wrong: int
    unsure: int

    @property
    def sentence(self) -> str:
        """Return it in words; nothing where it hides nothing."""
        if not self.hidden:
            return ""
        hides = f"{counted(self.hidden, 'detection is', 'detections are')} hidden"
        judged = self.right + self.wrong + self.unsure
        if not judged:
            return f"{hides}; nobody has listened to any of them."
        heard_ = counted(judged, "was", "were")
        return f"{hides}; {heard_} listened to, and {counted(self.right, 'was', 'were')} right."


def hidden_cost(db: Connection, run_id: int) -> HiddenCost:
    """Return how many detections a run hides, and how many of those a person found right."""
    shown = detections.by_verdict(db, Filter(run_id=run_id))
    every = detections.by_verdict(db, Filter(run_id=run_id, unlisted=True))
    left = {said: number - shown.get(said, 0) for said, number in every.items()}
    return HiddenCost(
        sum(left.values()),
        left.get(Verdict.CORRECT, 0),
        left.get(Verdict.WRONG, 0),
        left.get(Verdict.UNSURE, 0),
    )


def _best_hidden(db: Connection, wanted: Filter) -> Detection | None:
    every = detections.page(db, replace(wanted, unlisted=True), limit=_AT_A_TIME)
    return next((one for one in every if not one.listed), None)


def _of_detection(db: Connection, one: Detection) -> Best:
    return Best(one.score, recordings.get(db, one.recording_id), one.start_s)


def _is_of(file: Recording, day: date) -> bool:
    if file.start is None:
        return False
    ends = file.start.local + timedelta(seconds=file.duration_s)
    return file.start.local.date() <= day <= ends.date()


def _best_kept(
    project: Project, kept: KeptScores, species: Species, there: list[int]
) -> Inquiry[Best | None]:
    found: tuple[float, int, float] | None = None
    for at in range(0, len(there), _AT_A_TIME):
        yield Progress(at, len(there), "Looking through the scores")
        with project.reading() as db:
            for recording_id in there[at : at + _AT_A_TIME]:
                windows, scores = kept.of_recording(db, recording_id).get(species, ((), ()))
                if len(scores) and (found is None or max(scores) > found[0]):
                    place = int(np.argmax(scores))
                    start_s = kept.windowing.start_s(int(windows[place]))
                    found = (float(scores[place]), recording_id, start_s)
    if found is None:
        return None
    with project.reading() as db:
        return Best(found[0], recordings.get(db, found[1]), found[2])


def _unknown(run: Run, species: Species) -> Reason:
    others = [
        f"{one.manifest.title} {one.manifest.version}"
        for one in catalogue.ready()
        if species in species_of(one)
    ]
    do = f"{' and '.join(sorted(others, key=natural_key))} can." if others else "Teach it."
    return Reason("unknown", f"{run.title} cannot hear it.", do)


def _counted(shown: int, hidden: int, said: dict[Verdict | None, int]) -> Iterator[Reason]:
    if shown:
        wrong = said.get(Verdict.WRONG, 0)
        yield Reason("shown", f"{counted(shown, 'detection is', 'detections are')} shown.")
        if wrong:
            some = counted(wrong, "of them was", "of them were")
            which = "All of them were" if wrong == shown else some
            yield Reason("wrong", f"{which} found wrong.")
    if hidden:
        yield Reason(
            "hidden",
            f"{counted(hidden, 'detection is', 'detections are')} hidden.",
            "“Also what the species list does not expect” in Review shows them.",
        )


def _hiding(run: Run, species: Species, ranges: Any, at: Recording | None) -> Iterator[Reason]:
    """Yield what keeps, or would keep, a species out of sight."""
    chosen = run.settings.get("species_list")
    groups = groups_in(str(run.settings.get("groups") or ""))
    if groups and taxon_group(species.scientific_name, species.group) not in groups:
        named = ", ".join(sorted(one.title.lower() for one in groups))
        yield Reason("groups", f"Only {named} were expected.", "Analyse with all groups.")
    if chosen is not None:
        if species.scientific_name not in chosen["species"]:
            yield Reason(
                "list",
                f"It is not on the list “{chosen['name']}”.",
                "Add it there, and analyse again: nothing is heard twice.",
            )
    elif ranges and at is not None:
        yield from _range(run, species, str(ranges), at)


def _range(run: Run, species: Species, ranges: str, at: Recording) -> Iterator[Reason]:
    place = asked_place(run.settings, at)
    if place is None:
        return
    try:
        chance = _chance(ranges, place, species.scientific_name)
    except NetworkUnavailableError as error:
        yield Reason("range", str(error))
        return
    if chance is None or chance >= LEAST_LIKELY:
        return
    season = "at any time of the year" if place.week is None else f"in week {place.week} of 48"
    where = f"{place.latitude:g}, {place.longitude:g}"
    yield Reason(
        "range",
        f"The range model holds it {_likely(chance)} likely at {where} {season}; from "
        f"{_likely(LEAST_LIKELY)} on a species is expected.",
        "Analyse with a list that has it, or expect everything: nothing is heard twice.",
    )


def _likely(chance: float) -> str:
    return "less than .001" if chance < 0.001 else f"{chance:.3f}".lstrip("0")


def _chance(ranges: str, place: SeasonalPlace, name: str) -> float | None:
    model = range_model(ranges)
    if model is None:
        return None
    ((chance,),) = model.expected([place], [name])
    return None if np.isnan(chance) else float(chance)


def _too_low(run: Run, best: Best | None) -> Reason:
    least = float(run.settings.get("min_score", 0))
    if best is None:
        return Reason(
            "floor", "No score of it is kept: it never reached what is kept of every window.",
            "Teach it from an example, or try another network.",
        )  # fmt: skip
    lower = max(0.01, int(best.score * 100) / 100)
    return Reason(
        "threshold",
        f"That is below {least:g}, from where on scores counted as detections.",
        f"Analyse with a least score of {lower:g} (--min-score {lower:g}): nothing is heard twice.",
    )
