"""The report document: claims no more than is so, in any language, the same bytes twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from core import rules
from core.claims import claim
from core.deployments import editing, removing
from core.document import DocumentWish, writing
from core.document.activity_part import sun_words
from core.document.assembly import document
from core.document.blocks import DocumentTable, Drawn, Figures, Heading, Paragraph
from core.document.facts import gathering
from core.document.html import html
from core.document.wording import languages, wording
from core.domain import Verdict
from core.errors import UserError
from core.jobs import answer
from core.review import Desk
from core.seasons import SeasonShares
from core.statistics.effort import HOURS
from core.store import recordings, runs, sites, verdicts
from core.store.scope import ReportScope
from core.store.species_rule import SpeciesRule
from tests.core import made as pass_of
from tests.core.conftest import BLACKBIRD, LYREBIRD, WREN

HOSTILE = 'A # title *of* _mine_ @x <b>"$\\ [1] `q` // /* */ コマドリ اللقلق'


def made(hand_made, scope=None, **wish):
    facts = answer(gathering(hand_made.project, scope or ReportScope(hand_made.run_id)))
    return document(facts, "Dunes", DocumentWish(**wish))


def written(hand_made, path, **wish):
    scope = ReportScope(hand_made.run_id)
    answer(writing(hand_made.project, scope, DocumentWish(**wish), path))
    return path.read_bytes()


def said(doc) -> str:
    parts = []
    for block in doc.blocks:
        if isinstance(block, Paragraph):
            parts += [block.text, block.strong]
        elif isinstance(block, Heading):
            parts.append(block.text)
        elif isinstance(block, Figures):
            parts += [text for item in block.items for text in item]
        elif isinstance(block, DocumentTable):
            parts += [cell for row in block.rows for cell in row if not isinstance(cell, Drawn)]
    return "\n".join(parts)


def table(doc, column: str) -> DocumentTable:
    tables = (block for block in doc.blocks if isinstance(block, DocumentTable))
    return next(one for one in tables if column in one.header)


class Texts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_what_nobody_listened_to_is_said_large_and_the_network_is_not_believed(hand_made):
    text = said(made(hand_made))
    assert "No species was confirmed by a person. The network alone reported 2" in text
    assert "100% of 7 detections not listened to." in text
    assert "never means that it was absent" in text


def test_confirmed_species_are_named_and_picked_clips_are_marked(hand_made):
    Desk(hand_made.project, "Ann").decide([1, 2], Verdict.CORRECT)
    text = said(made(hand_made))
    assert "1 species was heard by a person: Eurasian Blackbird." in text
    assert "34–100*" in text
    assert "which is no sample of the others: Eurasian Blackbird" in text
    assert "2 of 7" in text


def test_what_was_confirmed_a_few_times_is_shown_with_what_else_it_might_be(hand_made):
    desk = Desk(hand_made.project, "Ann")
    assert "confirmed once" not in said(made(hand_made))
    desk.decide([7], Verdict.CORRECT)
    desk.decide([1], Verdict.WRONG, corrected=LYREBIRD)
    text = said(made(hand_made))
    assert "Eurasian Wren, confirmed once" in text
    assert "Superb Lyrebird, confirmed once" in text


def test_nights_sites_and_events_are_counted_with_their_effort(hand_made):
    rows = {row[0]: row[1:] for row in table(made(hand_made), "Events").rows}
    assert rows["Eurasian Wren"][0] == "2 (100%)"
    assert rows["Eurasian Blackbird"][0] == "1 (50%)"
    assert rows["Eurasian Blackbird"][-2:] == ("3 May 2025", "4 May 2025")


def test_a_withheld_species_is_nowhere_placed(hand_made):
    Desk(hand_made.project, "Ann").decide([7], Verdict.CORRECT)
    doc = made(hand_made, withheld=frozenset({"eurasian wren"}))
    rows = {row[0]: row for row in table(doc, "Events").rows}
    assert rows["Eurasian Wren"][1] == "withheld"
    (record,) = table(doc, "The network also considered").rows
    assert "withheld" in record[2]
    assert "52.1° N" in said(doc)
    with pytest.raises(UserError, match="nothing of that name"):
        made(hand_made, withheld=frozenset({"Bubo bubo"}))


def test_the_parts_come_in_their_order_in_every_language(hand_made):
    keys = ("summary", "effort", "species", "activity", "missed", "methods", "appendix")
    for language in languages():
        words = wording(language)
        parts = [b.text for b in made(hand_made, language=language).blocks
                 if isinstance(b, Heading) and b.level == 1]  # fmt: skip
        assert [part for part in parts if part != words["clips"]] == [words[key] for key in keys]
    assert {"en", "de", "fr", "es", "nl"} <= set(languages())
    with pytest.raises(UserError, match="Choose one of"):
        made(hand_made, language="xx")


def test_every_language_has_every_heading():
    for language in languages():
        assert wording(language).keys() == wording("en").keys()


def test_places_are_rounded_as_asked_or_left_out(hand_made):
    with hand_made.project.writing() as db:
        for number in (1, 2):
            sites.change(db, number, {"latitude": 52.123456, "longitude": -4.387654})
    assert "52.12° N, 4.39° W" in said(made(hand_made))
    assert "52.1° N, 4.4° W" in said(made(hand_made, blur_degrees=0.1))
    for blur in (0.01, 0.1, 0):
        page = html(made(hand_made, blur_degrees=blur))
        assert "52.123" not in page
        assert "4.387" not in page
    assert "withheld" in said(made(hand_made, blur_degrees=0))


def test_a_document_of_one_site_and_day_has_nothing_of_the_others(hand_made):
    day = date(2025, 5, 3)
    text = said(made(hand_made, ReportScope(hand_made.run_id, frozenset({"Wood"}), day, day)))
    assert "Eurasian Wren" in text
    assert "Eurasian Blackbird" not in text
    assert "Dune" not in text
    assert "0 of 1\ndetections judged" in text


def test_any_title_is_only_text(hand_made, tmp_path):
    wish = dict.fromkeys(("title", "author", "client", "reviewer"), HOSTILE)
    for name in ("a.html", "a.pdf"):
        written(hand_made, tmp_path / name, **wish)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert Texts(page).texts.count(HOSTILE) == 5  # title twice, three people
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_project_gives_the_same_bytes(hand_made, tmp_path):
    Desk(hand_made.project, "Ann").decide([1, 2], Verdict.CORRECT)
    for suffix in (".pdf", ".html"):
        one, two = (written(hand_made, tmp_path / f"{n}{suffix}", title="T") for n in ("1", "2"))
        assert one == two


def test_a_document_is_not_written_over_something_else(hand_made, tmp_path):
    mine = tmp_path / "thesis.pdf"
    mine.write_text("my only copy", encoding="utf-8")
    with pytest.raises(UserError):
        written(hand_made, mine)
    assert mine.read_text(encoding="utf-8") == "my only copy"


def test_by_command(hand_made, run, tmp_path):
    folder = hand_made.project.folder
    hand_made.project.close()
    for name in ("r.pdf", "r.HTML"):
        words = ("report", "--project", folder, "--out", tmp_path / name, "--language", "de")
        status, out, err = run(*words)
        assert (status, "was written" in out) == (0, True), err
    assert "Zusammenfassung" in (tmp_path / "r.HTML").read_text(encoding="utf-8")
    logo = tmp_path / "logo.png"
    logo.write_text("no picture", encoding="utf-8")
    status, _, err = run("report", "--project", folder, "--out", tmp_path / "l.pdf", "--logo", logo)
    assert (status, "no PNG or SVG" in err) == (2, True)


def test_rules_and_call_density_are_told(hand_made):
    rules.set_rule(hand_made.project, SpeciesRule("Turdus merula", min_score=0.65))
    Desk(hand_made.project, "Ann").decide([1, 2, 3, 5], Verdict.CORRECT)
    doc = made(hand_made)
    assert ("Eurasian Blackbird", "from a score of 0.65 on", "2", "1", "1", "0") in (
        table(doc, "Shown").rows
    )
    assert "of 1 species those from a threshold of its own on" in said(doc)
    row = next(one for one in table(doc, "Call density").rows if one[0] == "Eurasian Blackbird")
    assert row[4] == "0.06%", "3 of 4,800 windows, all heard"


@pytest.mark.parametrize(
    ("language", "said_so"),
    [
        ("en", "3 May 2025"), ("de", "3. Mai 2025"), ("fr", "3 mai 2025"),
        ("es", "3 de mayo de 2025"), ("nl", "3 mei 2025"),
    ],
)  # fmt: skip
def test_dates_are_written_as_the_language_writes_them(hand_made, language, said_so):
    assert said_so in table(made(hand_made, language=language), "First").rows[0]


def test_of_many_sites_some_are_named_and_the_others_counted(hand_made):
    facts = answer(gathering(hand_made.project, ReportScope(hand_made.run_id)))
    site = facts.sites[0]
    many = [replace(site, name=f"S{n}") for n in range(1, 61)]
    top = document(replace(facts, sites=many), "p", DocumentWish()).top
    assert top.subtitle == "S1, S2, S3, S4, S5, S6 and 54 more"


def judged(hand_made, word: Verdict, ids: Sequence[int]) -> None:
    with hand_made.project.writing() as db:
        verdicts.add(db, [verdicts.Statement(one, word, "Ann") for one in ids])


def test_clips_of_which_nobody_was_sure_were_judged_all_the_same(hand_made):
    judged(hand_made, Verdict.UNSURE, hand_made.ids)
    facts = answer(gathering(hand_made.project, ReportScope(hand_made.run_id)))
    claims = {claim(facts.report, row).split(";")[0] for row in facts.report.totals}
    assert claims == {
        "precision not estimated (of 5 judged detections nobody was sure)",
        "precision not estimated (of 2 judged detections nobody was sure)",
    }
    assert "A dash means that no clip was judged right or wrong" in said(made(hand_made))


def test_clips_that_were_all_heard_are_not_called_picked_where_some_are_unsure(hand_made):
    judged(hand_made, Verdict.CORRECT, hand_made.ids)
    judged(hand_made, Verdict.UNSURE, hand_made.ids[:1])
    facts = answer(gathering(hand_made.project, ReportScope(hand_made.run_id)))
    blackbird = next(row for row in facts.report.totals if row.detections == 5)
    assert claim(facts.report, blackbird).startswith(
        "precision not estimated (of all judged 1 is unsure)"
    )


def test_a_species_that_a_person_refuted_is_not_reported_by_the_network_alone(hand_made):
    judged(hand_made, Verdict.WRONG, hand_made.ids)
    doc = made(hand_made)
    figures = next(one for one in doc.blocks if isinstance(one, Figures))
    assert [number for number, _ in figures.items][:2] == ["0", "0"]
    assert "Every detection of these was judged wrong: Eurasian Blackbird and" in said(doc)
    assert "alone reported" not in said(doc)


def test_where_nothing_was_detected_no_empty_table_stands(hand_made):
    rules.set_rule(hand_made.project, SpeciesRule(BLACKBIRD.scientific_name, min_score=1))
    rules.set_rule(hand_made.project, SpeciesRule(WREN.scientific_name, min_score=1))
    doc = made(hand_made)
    assert "Nothing was detected with a score of 0.25 or more." in said(doc)
    assert all(one.rows for one in doc.blocks if isinstance(one, DocumentTable))


def test_hidden_detections_are_not_told_of_where_there_are_none(hand_made):
    assert "1 further detection; none was checked" in said(made(hand_made))
    with hand_made.project.reading() as db:
        where = next(one.id for one in recordings.everything(db) if one.site == "Wood")
    removing.remove(hand_made.project, [where])
    assert "does not expect it" not in said(made(hand_made))


def test_places_are_told_of_only_where_there_are_some(hand_made):
    with hand_made.project.reading() as db:
        every = [one.id for one in sites.listing(db)]
    for one in every:
        editing.set_coordinates(hand_made.project, one, None, None)
    assert "Positions are shown" not in said(made(hand_made))


def test_lines_of_a_sun_that_never_rose_are_not_promised():
    shares = [[0.5] * HOURS] * 9
    night = SeasonShares(date(2025, 12, 10), shares, {"sunrise": [None] * 9, "sunset": [None] * 9})
    plain = SeasonShares(date(2025, 5, 10), shares, {"sunrise": [4.0] * 9, "sunset": [None] * 9})
    assert sun_words([night]) == "The sun neither rose nor set."
    assert sun_words([night, plain]) == "Lines: sunrise and sunset."
    assert sun_words([SeasonShares(date(2025, 5, 10), shares)]) == ""


def test_scientific_names_are_set_apart_and_what_was_judged_is_counted(hand_made):
    judged(hand_made, Verdict.CORRECT, hand_made.ids[:2])
    doc = made(hand_made)
    rows = table(doc, "Judged").rows
    assert [row[:4] for row in rows if row[2] == "5"] == [
        ("Eurasian Blackbird", "Turdus merula", "5", "2")
    ]
    assert '<td class="latin">Turdus merula</td>' in html(doc)


def test_other_analyses_are_not_passed_over(hand_made):
    assert "Not in this document" not in said(made(hand_made))
    with hand_made.project.writing() as db:
        for number, network in enumerate(("Perch 8", "YAMNet 1")):
            at = pass_of.a_pass(db, f"pass {number}")
            values = {"settings": {"min_score": 0.1}, "versions": {"network": network}}
            runs.start(db, f"other {number}", "perch", pass_id=at, **values)
    told = "Not in this document: 2 other analyses of this project, by YAMNet 1 and Perch 8."
    assert told in said(made(hand_made))
