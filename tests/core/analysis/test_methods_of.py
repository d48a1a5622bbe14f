"""The methods of analyses in a project: of one network, of several, and of what is damaged."""

from sqlalchemy import update

from core.analysis import Settings
from core.analysis.methods import methods, methods_of
from core.store.run_schema import PassRow
from tests.core.combining.test_combine import (
    BOTH,
    analysed,
    made,
    pond,
    run_of,
    scanned,
    two,
)
from tests.core.networks.toy import MANIFEST, Toy

__all__ = ["pond", "scanned", "two"]


def told(project, run):
    with project.reading() as db:
        return methods_of(db, run)


def test_the_network_of_an_analysis_is_cited_with_its_licence(scanned):
    analysed(scanned, Toy())
    usual = methods(Settings("toy-1", min_score=0.2).for_run(MANIFEST), MANIFEST)
    found = told(scanned, run_of(scanned, "toy-1"))
    assert found.paragraphs == (usual, "Toy 1 (licence: CC0): Nobody, nowhere.")


def test_of_a_combined_analysis_each_network_is_told(two):
    found = told(two, made(two, BOTH, "toy-1", "long-1"))
    assert found.text.startswith("Combined of ")
    assert "analysed with Toy 1 in windows of 0.5 s" in found.text
    assert "analysed with Long 1 in windows of 1 s" in found.text
    assert sorted(one.network for one in found.terms) == ["Long 1", "Toy 1"]


def test_what_is_kept_of_a_network_may_be_damaged(scanned):
    analysed(scanned, Toy())
    for damaged in ("{", "{}", "[]"):
        with scanned.writing() as db:
            db.execute(update(PassRow).values(manifest=damaged))
        assert told(scanned, run_of(scanned, "toy-1")).paragraphs == (
            "Recordings were analysed with Toy 1; its description here is damaged.",
        )
