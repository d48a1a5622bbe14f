"""When a species is done, and what listening can reach."""

import numpy as np
import pytest

from core.statistics.precision import Precision
from core.statistics.proportion import Interval
from core.statistics.stages import (
    LOOKS,
    SpeciesToJudge,
    Stage,
    clips_needed,
    forecast,
    half_width_of,
    last_look,
    next_look,
    stage,
)
from tests.campaigns.coverage import KINDS, Cell, listen_on, population_of


def found(low: float, high: float, n: float | None = 40.0) -> Precision:
    return Precision(Interval((low + high) / 2, low, high), n)


def test_stages():
    assert stage(None) is Stage.OPEN
    assert stage(found(0.8, 0.95)) is Stage.OPEN
    assert stage(found(0.4, 0.49)) is Stage.DONE
    assert stage(found(0.87, 0.99), goal=0.85) is Stage.SHOWN
    assert stage(found(0.2, 0.6)) is Stage.NOT_REACHED
    assert stage(found(0.5, 0.5, None)) is Stage.ALL_HEARD


def test_it_is_looked_at_fixed_numbers_only():
    assert [last_look(n, 10_000) for n in (0, 29, 30, 49, 50, 1000)] == [0, 0, 30, 30, 50, 300]
    assert last_look(7, 7) == 7
    assert [next_look(n) for n in (0, 30, 49, 300)] == [30, 50, 50, 400]
    assert next_look(10_000) > 10_000


def test_few_detections_need_few_clips():
    assert clips_needed(10) <= 10
    assert clips_needed(20_000, 0.05, 0.5) == pytest.approx(318, abs=3)
    assert clips_needed(120, 0.05, 0.8) < clips_needed(20_000, 0.05, 0.8)


def test_what_is_needed_gives_what_was_asked():
    for precision in (0.5, 0.8, 0.95):
        clips = clips_needed(5_000, 0.05, precision)
        assert half_width_of(clips, 5_000, precision) == pytest.approx(0.05, abs=0.004)


@pytest.mark.parametrize("precision", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("detections", [1, 2, 9, 38, 150, 1200])
def test_what_is_needed_of_few_detections_gives_what_was_asked_too(detections, precision):
    clips = clips_needed(detections, 0.05, precision)
    assert half_width_of(clips, detections, precision) <= 0.05
    assert clips <= LOOKS[0] or half_width_of(clips - 1, detections, precision) > 0.05


@pytest.mark.parametrize("kind", ["right .95", "right .85", "half right", "a steep curve"])
def test_a_forecast_promises_no_more_than_the_plan_gives(kind):
    chance, cells, truths = np.random.default_rng(5), [Cell() for _ in LOOKS], []
    for _ in range(20):
        population = population_of(1000, KINDS[kind], chance)
        truths.append(population[1])
        listen_on(*population, cells)
    for look, cell in zip(LOOKS[2:], cells[2:], strict=True):
        given = cell.width / cell.tried / 2
        assert given <= 1.1 * half_width_of(look, 1000, float(np.mean(truths)))


def test_a_forecast_counts_sounds_that_are_no_species_apart():
    told = forecast([SpeciesToJudge("a", 5), SpeciesToJudge("Engine", 3, is_species=False)], 3)
    assert told.sentence.startswith("±5 % of 1 species and 1 other sound takes 8 clips")


def test_forty_species_in_three_hours_are_not_promised():
    species = [SpeciesToJudge(f"S{n:02}", 100_000, precision=0.9) for n in range(40)]
    told = forecast(species, 3.0)
    assert told.affordable == 1350
    assert told.sentence == (
        "There is time for 1,350 clips, about 33 for each of 40 species: enough for ±10 % for them "
        "all, or ±5 % for about 9. ±5 % for all takes 5,560 clips."
    )


def test_rare_species_come_first_and_what_fits_is_said_to_fit():
    told = forecast([SpeciesToJudge("common", 5_000), SpeciesToJudge("rare", 12)], 10)
    assert [one.name for one in told.species] == ["rare", "common"]
    assert told.sentence.endswith("that fits.")


def test_no_time_and_no_species_are_answered():
    assert "nothing" in forecast([], 3).sentence
    assert "not even one" in forecast([SpeciesToJudge("a", 500)], 0).sentence


def test_looks_rise():
    assert list(LOOKS) == sorted(LOOKS)
