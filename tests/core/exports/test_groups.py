"""An analysis, a filter and an export of some groups only."""

from core.analysis import Settings, analyse
from core.analysis.fingerprints import run_fingerprint
from core.exports import Selection, export, lacking
from core.store import detections, runs
from core.store.detections import Filter
from core.taxon_groups import TaxonGroup


def test_only_bats_hides_every_bird_and_counts_them(analysed, birdnet):
    settings = Settings(groups="bat")
    list(analyse(analysed, birdnet, settings))
    with analysed.reading() as db:
        run = runs.find(db, run_fingerprint(settings, birdnet.manifest))
        shown, hidden = detections.count(db, Filter(run_id=run.id))
    assert (shown, hidden > 0) == (0, True)


def test_a_filter_of_groups_keeps_what_is_held_to_be_of_them(analysed):
    def count(*groups: TaxonGroup) -> int:
        with analysed.reading() as db:
            return detections.count(db, Filter(groups=frozenset(groups), unlisted=True))[0]

    assert count(TaxonGroup.BIRD) > 0
    assert count(TaxonGroup.BAT) == 0
    with analysed.reading() as db:
        every = detections.count(db, Filter(unlisted=True))[0]
    assert count(*TaxonGroup) == every


def test_an_export_holds_only_the_groups_that_are_asked_for(analysed, tmp_path):
    with analysed.reading() as db:
        run = runs.latest(db)
    for group, some in ((TaxonGroup.BIRD, True), (TaxonGroup.FISH, False)):
        wanted = Selection(run.id, groups=frozenset({group}))
        for id in ("detections-csv", "raven", "species-csv", "ndjson"):
            rows = export(analysed, wanted, id, tmp_path / f"{group} {id}")
            assert bool(rows) is some, id
            assert all("group" not in said for said in lacking(analysed, wanted, id))
