"""A graphics card is asked for, and may not be there: then the processor hears, and it is said."""

from contextlib import closing
from dataclasses import replace

import pytest

from core.analysis import Settings, analyse
from core.errors import UnusableValueError
from core.inference.executors import InProcess
from core.networks.runtimes import onnx
from core.scan import scan
from core.store import Project, runs
from tests.core.analysis.manifests import TOY

ASKED = Settings(gpu=True)


def test_without_one_the_processor_hears_and_both_the_run_and_its_end_say_so(
    birdnet, samples, tmp_path, monkeypatch
):
    monkeypatch.setattr(onnx, "cards", list)
    with closing(Project(tmp_path / "project")) as project:
        list(scan(project, samples[0].parent))
        *_, last = analyse(project, birdnet, ASKED, executor=InProcess())
        with project.reading() as db:
            engine = runs.latest(db).engine
    assert engine.startswith("fast engine, within ")
    assert "not on a graphics card" in engine
    assert last.note == f"Heard by the {engine}."


def test_who_did_not_ask_is_not_told(analysed, birdnet):
    *_, last = analyse(analysed, birdnet, replace(ASKED, gpu=False))
    assert last.note == ""


def test_another_network_does_not_offer_it():
    with pytest.raises(UnusableValueError, match="does not offer a graphics card"):
        ASKED.check(TOY)
