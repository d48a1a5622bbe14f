import dataclasses

import pytest
from PySide6.QtCore import Qt

from core.analysis import Settings, Workload
from core.analysis.settings import DECLARED
from core.inference.bounds import ScoreBytes
from core.jobs import Progress
from core.left_out import LeftOut
from core.networks import catalogue, installing
from core.networks.catalogue import NETWORKS
from core.networks.network import Head
from core.store.recordings import Nowhere
from gui.main_window import MainWindow
from gui.pages.analysis import plan_words
from gui.pages.analysis.choices import (
    EVERYTHING,
    LIST,
    Choices,
    from_plain,
    settings_of,
    to_plain,
)
from gui.pages.analysis.form import AnalysisForm
from gui.remembered import Remembered
from tests.core.analysis.manifests import BIRDNET, TOY
from tests.core.networks.tones import tone_network
from tests.gui.pages.heath import settle


@pytest.fixture
def page(qtbot, opened):
    opened.go_to("analysis")
    settle(qtbot, opened)
    return opened.session.analysis


def choose(qtbot, page, do):
    do()
    settle(qtbot, page.window())


def test_the_button_says_how_many_recordings_and_that_their_scores_are_stored(page):
    assert page.panel.start.text() == "Analyse 3 recordings"
    assert "stored scores are used" in page.panel.plan.text()


def test_another_overlap_must_be_heard_and_states_what_that_takes_on_the_disk(qtbot, page):
    choose(qtbot, page, lambda: page.form.overlap.setValue(1.5))
    assert "stored" not in page.panel.plan.text()
    assert page.panel.disk.text().startswith(
        "What search and teaching need will take 20.5 kB of disk, scores about "
    )
    assert "for each hour of sound, at most " in page.panel.disk.text()
    choose(qtbot, page, page.form.embeddings.click)
    assert page.panel.disk.text().startswith("Scores will take about ")


def test_recordings_without_a_place_are_counted_and_it_can_be_set(qtbot, page):
    assert page.panel.nowhere.text() == (
        "3 recordings at 2 sites have no place: all 6,522 species expected."
    )
    page.panel.set_place.click()
    assert page.window().stack.currentWidget() is page.window().session.sites
    page.window().go_to("analysis")
    choose(qtbot, page, lambda: page.form.place.setCurrentIndex(1))
    assert page.panel.nowhere.isHidden()
    assert page.panel.set_place.isHidden()


def a_plan(recordings, sites=1, **others):
    bytes_ = ScoreBytes(typical=0, most=0)
    return Workload(recordings, recordings / 60, 0, 60.0 * recordings, 0, bytes_, 0, species=6522,
                    nowhere=Nowhere(recordings, sites), **others)  # fmt: skip


@pytest.mark.parametrize(
    ("recordings", "sites", "said"),
    [
        (0, 0, ""),
        (1, 0, "1 recording has no place: all 6,522 species expected."),
        (1, 1, "1 recording at 1 site has no place: all 6,522 species expected."),
        (96, 2, "96 recordings at 2 sites have no place: all 6,522 species expected."),
    ],
)
def test_recordings_without_a_place_in_words(recordings, sites, said):
    assert a_plan(recordings, sites).nowhere_said == said


def test_how_long_it_takes_is_known_from_the_last_time(page):
    assert "known once it has begun" in plan_words.time(a_plan(2), None)
    page._keep_pace("birdnet-2.4", Progress(1, 2, rate=60.0))
    page._remember_pace()
    assert page._pace("birdnet-2.4") == 60.0
    assert plan_words.time(a_plan(60), 60.0) == "About 1 min, at 60× real time as last time."


def test_settings_that_are_rarely_changed_are_folded_away_and_say_that_they_are_changed(
    qtbot, page
):
    more = page.form.more
    assert not more.inside.isVisible()
    qtbot.mouseClick(more.fold, Qt.MouseButton.LeftButton)
    assert page.form.overlap.isVisible()
    choose(qtbot, page, lambda: page.form.overlap.setValue(1.5))
    assert more.fold.text() == "More settings (1 changed)"


def test_in_a_wide_window_no_setting_is_folded_away(qtbot, page):
    more, window = page.form.more, page.window()
    window.resize(1920, 1080)
    qtbot.waitUntil(page.form.overlap.isVisible)
    assert not more.fold.isVisible()
    assert more.x() > page.form.network.parentWidget().x()
    window.resize(1280, 800)
    qtbot.waitUntil(more.fold.isVisible)
    assert not page.form.overlap.isVisible()


def test_settings_are_saved_chosen_again_renamed_and_removed(qtbot, page, monkeypatch):
    presets, names = page.form.presets, iter([" Night  survey", "Owls"])
    monkeypatch.setattr("gui.widgets.dialogs.text", lambda *_, **__: next(names))
    choose(qtbot, page, lambda: page.form.min_score.setValue(0.6))
    assert presets.box.currentText() == "Custom"
    presets.save.trigger()
    assert presets.box.currentText() == "Night survey"
    presets.box.setCurrentIndex(presets.box.findText("Default"))
    choose(qtbot, page, lambda: presets.box.activated.emit(presets.box.currentIndex()))
    assert page.form.min_score.value() == 0.25
    again = AnalysisForm()
    again.presets.remember_in(page.remembered)
    assert again.presets.box.findText("Night survey") == 0
    choose(qtbot, page, lambda: presets.box.activated.emit(0))
    assert page.form.min_score.value() == 0.6
    presets.rename.trigger()
    assert presets.box.currentText() == "Owls"
    presets.remove.trigger()
    assert presets.box.currentText() == "Custom"
    assert page.form.min_score.value() == 0.6


def test_a_missing_list_is_asked_for_and_nothing_can_start(qtbot, page):
    choose(qtbot, page, page.form.by_list.click)
    assert "species list" in page.panel.problem.text()
    assert not page.panel.start.isEnabled()
    assert not page.start_action.isEnabled()


def test_an_unknown_species_in_the_list_is_named(qtbot, page, tmp_path):
    wrong = tmp_path / "birds.txt"
    wrong.write_text("Cuculus canorus\nCuculus canoris\n")
    page.form.list_file.setText(str(wrong))
    choose(qtbot, page, page.form.by_list.click)
    assert "Cuculus canoris (did you mean Cuculus canorus?)" in page.form.of_species.text()


def test_an_analysis_runs_and_offers_its_detections(qtbot, page):
    choose(qtbot, page, page.form.by_nothing.click)
    page.panel.start.click()
    qtbot.waitUntil(lambda: not page.window().job_bar.jobs, timeout=60_000)
    settle(qtbot, page.window())
    assert page.panel.plan.text().startswith("All done with these settings")
    assert not page.panel.start.isEnabled()
    assert page.panel.review.text().startswith("Review ")
    assert "hidden" not in page.panel.result.text()
    assert page.window().notice.action.text() == "Review them"


def show(page, **numbers):
    found = page.project.found()
    coverage = dataclasses.replace(found.coverage, recordings=numbers.pop("recordings", 3))
    run = dataclasses.replace(found.run, finished_utc=None)
    page.panel.show_result(dataclasses.replace(found, run=run, coverage=coverage, **numbers))


def test_a_run_that_was_stopped_before_it_heard_anything_offers_no_review(page):
    show(page, detections=0, hidden=0, species=0, recordings=0)
    assert page.panel.result.text().startswith("No recording has been heard to its end yet.")
    assert not page.panel.review.isVisible()


def test_a_run_that_found_nothing_says_so_and_offers_no_review(page):
    show(page, detections=0, hidden=0, species=0)
    assert page.panel.result.text().startswith("0 detections in 3 recordings")
    assert not page.panel.review.isVisible()


def test_where_the_species_list_hides_everything_the_hidden_are_offered(qtbot, page):
    show(page, detections=0, hidden=4, species=0)
    assert page.panel.review.text() == "Review 4 hidden detections"
    page.panel.review.click()
    settle(qtbot, page.window())
    assert page.window().stack.currentWidget() is page.window().session.review
    assert page.window().session.review.filters.filter.unlisted


def test_choices_are_remembered_for_the_project(qtbot, page, heath):
    choose(qtbot, page, lambda: page.form.min_score.setValue(0.4))
    window = page.window()
    window.projects.open(heath)
    settle(qtbot, window)
    assert window.session.analysis.form.choices.min_score == 0.4


def test_the_place_can_only_be_typed_where_it_counts(page):
    assert not page.form.latitude.isEnabled()
    page.form.place.setCurrentIndex(1)
    assert page.form.latitude.isEnabled()
    page.form.by_nothing.click()
    assert not page.form.latitude.isEnabled()


def test_choices_survive_being_stored():
    chosen = Choices(expected=EVERYTHING, week=12, typed_place=True, latitude=52.1, workers=3)
    assert from_plain(to_plain(chosen)) == chosen


@pytest.mark.parametrize("stored", [None, 7, {"min_score": "high", "week": []}, {"other": 1}])
def test_what_another_version_stored_does_no_harm(stored):
    assert from_plain(stored) == Choices()


def test_a_list_is_stored_by_its_file():
    chosen = Choices(expected=LIST, list_file="birds.txt")
    assert from_plain(to_plain(chosen)).list_file == "birds.txt"


def test_what_is_left_out_stands_beside_the_result(page):
    dead = LeftOut("silent-channel", "Channel 1 holds no sound.", "Dune", 14, ["a.wav"])
    others = [LeftOut(f"reason {n}", f"Reason {n}.", count=1, first=["b.wav"]) for n in range(5)]
    show(page, left_out=[dead, *others])
    text = page.panel.left_out.text()
    assert text.startswith("14 files at Dune: Channel 1 holds no sound. (a.wav and 13 more)")
    assert text.endswith("2 more reasons: see the Recordings page.")
    show(page, left_out=[])
    assert not page.panel.left_out.isVisible()


def test_what_was_given_up_can_be_tried_again(qtbot, page):
    assert not page.panel.again.isVisible()
    plan = dataclasses.replace(page.project.plan(page._settings), given_up=2)
    page.panel.show_plan(plan)
    assert page.panel.given_up.text().startswith("2 recordings were given up")
    asked = []
    page.project.analyse = lambda _settings, *, retry_failed: asked.append(retry_failed)
    with pytest.raises(AttributeError), qtbot.capture_exceptions():
        page.try_again()
    assert asked == [True]


def test_a_plan_of_former_choices_that_comes_late_starts_nothing(page, held_back):
    page._plan()
    held_back.outstanding()
    page.form.overlap.setValue(1.5)
    held_back.deliver(0)
    page.analyse()
    assert page.window().job_bar.jobs == []


def test_another_channel_is_another_listening(qtbot, page):
    choose(qtbot, page, lambda: page.form.channel.setValue(2))
    assert page._settings.channel == 2
    assert "stored scores" not in page.panel.plan.text()
    assert from_plain(to_plain(page.form.choices)).channel == 2


@pytest.mark.parametrize("odd", [2**70, -(2**40), float("nan"), float("inf"), "2", None, [], {}])
def test_choices_that_a_damaged_file_holds_are_as_at_the_first_start(page, odd):
    stored = dict.fromkeys(to_plain(Choices()), odd)
    page.form.show_choices(from_plain(stored))
    chosen = dataclasses.asdict(page.form.choices)
    numbers = [value for value in chosen.values() if isinstance(value, int | float)]
    assert all(abs(value) < 100 for value in numbers)


class Toy:
    """A network that offers less than BirdNET."""

    manifest = TOY
    heads: tuple[Head, ...] = ()


@pytest.fixture
def two_networks(monkeypatch, qtbot):
    monkeypatch.setattr(catalogue, "NETWORKS", (*NETWORKS, Toy()))
    form = AnalysisForm()
    qtbot.addWidget(form)
    return form


def listen_with(form, network):
    form.network.setCurrentIndex(form.network.findData(network))


@pytest.mark.parametrize("name", ["latitude", "longitude", "min_score", "sensitivity"])
def test_a_field_takes_what_its_declaration_says(page, name):
    setting, field = DECLARED[name], getattr(page.form, name)
    low, high = setting.bounds(page.form.manifest)
    beside = 0.01 if setting.open else 0
    assert (field.minimum(), field.maximum()) == (low + beside, high - beside)
    assert (field.singleStep(), field.decimals(), field.suffix()) == (
        setting.step, setting.decimals, setting.unit
    )  # fmt: skip
    assert field.accessibleDescription() == setting.explained(page.form.manifest) or name in (
        "latitude", "longitude"
    )  # fmt: skip


def test_what_is_chosen_at_first_is_what_core_takes_where_nothing_is_chosen(page):
    assert settings_of(Choices()) == Settings()
    page.form.show_choices(Choices())
    assert settings_of(page.form.choices) == Settings()


def test_another_network_has_its_own_windows_bounds_and_settings(two_networks):
    form = two_networks
    listen_with(form, "toy-1")
    assert form.licence.sentence.text() == "Licence: CC0."
    assert form._lines["overlap_s"].sentence.text().startswith("Windows of 0.5 s that overlap")
    assert (form.overlap.value(), form.overlap.maximum()) == (0.25, 0.45)
    assert form.sensitivity.isHidden()
    assert form.embeddings.isHidden()
    assert not form.by_place.isEnabled()
    assert not form.week.isEnabled()
    assert form.by_nothing.isChecked()
    assert settings_of(form.choices) == Settings(network="toy-1")
    listen_with(form, "birdnet-2.4")
    assert (form.overlap.value(), form.overlap.maximum()) == (0, 2.9)
    assert not form.sensitivity.isHidden()
    assert form.by_place.isEnabled()


def test_an_overlap_that_was_chosen_stays_where_the_other_network_has_it_too(two_networks):
    form = two_networks
    form.overlap.setValue(0.4)
    listen_with(form, "toy-1")
    assert form.choices.overlap_s == 0.4
    form.show_choices(Choices(network="toy-1", overlap_s=0.0))
    assert settings_of(form.choices).overlap_s == 0


def test_what_another_network_does_not_offer_is_not_asked_of_it(two_networks):
    chosen = Choices(network="toy-1", sensitivity=1.5, typed_place=True, week=3, embeddings=False)
    settings_of(chosen).check(TOY)


def test_choosing_another_network_is_one_change(two_networks, qtbot):
    with qtbot.waitSignal(two_networks.changed) as changed:
        listen_with(two_networks, "toy-1")
    assert changed.args[0].network == "toy-1"
    told = []
    two_networks.changed.connect(told.append)
    listen_with(two_networks, "birdnet-2.4")
    assert len(told) == 1
    settings_of(told[0]).check(BIRDNET)


def test_where_no_network_is_ready_the_page_says_so_and_leads_to_them(
    qtbot, heath, monkeypatch, tmp_path
):
    monkeypatch.setattr(catalogue, "NETWORKS", ())
    window = MainWindow(Remembered(tmp_path / "other.ini"))
    qtbot.addWidget(window, before_close_func=lambda each: each.leave())
    window.show()
    window.projects.open(heath)
    settle(qtbot, window)
    window.go_to("analysis")
    settle(qtbot, window)
    page = window.session.analysis
    assert page.states.empty.title.text() == "No network is ready"
    assert not page.start_action.isEnabled()
    page.states.empty.button.click()
    settle(qtbot, window)
    assert "None is here yet." in window.networks.window.hint.text()
    list(installing.add(tone_network(tmp_path / "mine")))
    window.networks.changed.emit()
    settle(qtbot, window)
    assert page.form.choices.network == "marsh-1"
    assert page.states.has_content
    assert page.start_action.isEnabled()


def test_a_network_that_was_chosen_and_is_gone_is_named(two_networks):
    form = two_networks
    form.show_choices(Choices(network="marsh-1"))
    assert form.licence.sentence.text().startswith("marsh-1 is not ready any more. Licence: CC BY")
    listen_with(form, "toy-1")
    assert form.licence.sentence.text() == "Licence: CC0."


def test_where_the_chosen_network_is_removed_another_is_chosen(two_networks, monkeypatch, qtbot):
    form = two_networks
    listen_with(form, "toy-1")
    monkeypatch.setattr(catalogue, "NETWORKS", NETWORKS)
    with qtbot.waitSignal(form.changed) as changed:
        form.offer_networks()
    assert changed.args[0].network == form.manifest.id == "birdnet-2.4"
