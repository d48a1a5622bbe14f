"""Silence and engines are kinds of sound: no count of species has them."""

import pytest

from core import overview, rates, report
from core.document import DocumentWish
from core.document.assembly import document
from core.document.blocks import Figures, Paragraph
from core.document.facts import gathering
from core.domain import Species
from core.jobs import answer
from core.store import detections, incidence, moments, recordings
from core.store.detections import New
from core.store.scope import ReportScope
from core.taxon_groups import species_in_words
from tests.core import made

SILENCE, ENGINE = Species("Silence", "Silence", "sound"), Species("Engine", "Engine", "sound")
WREN = Species("Troglodytes troglodytes", "Eurasian Wren")


@pytest.fixture
def with_sounds(hand_made):
    with hand_made.project.writing() as db:
        ids = made.label_ids(db, (SILENCE, ENGINE))
        file = recordings.get(db, 1)
        new = [New(id_, 30.0, 33.0, 0.9, 1.0, True) for id_ in ids.values()]
        detections.add(db, hand_made.run_id, file, new)
    return hand_made


def test_other_sounds_are_counted_apart():
    assert species_in_words([WREN, SILENCE, ENGINE]) == "1 species and 2 other sounds"
    assert species_in_words([WREN]) == "1 species"
    assert species_in_words([SILENCE]) == "1 kind of sound"


def test_a_document_counts_species_and_names_other_sounds_apart(with_sounds):
    facts = answer(gathering(with_sounds.project, ReportScope(with_sounds.run_id)))
    blocks = document(facts, "Dunes", DocumentWish()).blocks
    figures = next(one for one in blocks if isinstance(one, Figures))
    assert [number for number, _ in figures.items][:2] == ["0", "2"]
    said = [one.text for one in blocks if isinstance(one, Paragraph)]
    assert any(one.startswith("2 other sounds are listed too") for one in said)


def test_accumulation_is_of_species(with_sounds):
    of = ReportScope(with_sounds.run_id)
    with with_sounds.project.reading() as db:
        days = {site: one.days_begun for site, one in rates.heard(db, of).items()}
        met = incidence.by_site_and_day(days, moments.read(db, of))
    assert met.shape[1] == 2


def test_the_overview_and_the_report_count_species(with_sounds):
    with with_sounds.project.reading() as db:
        assert overview.glance(db, overview.findings(db)).detected == 2
    totals = report.build(with_sounds.project).totals
    assert species_in_words(row.species for row in totals) == "2 species and 2 other sounds"
