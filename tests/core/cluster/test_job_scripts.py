import os
import re
import shlex
import subprocess
import sys
from contextlib import closing
from itertools import pairwise

import pytest

from core.analysis import Settings
from core.cli.media_places import places_of, told_from_anywhere
from core.cli.sharding import script
from core.cluster import Division, make_shards
from core.cluster.job_scripts import JobWish, job_script
from core.errors import UserError
from core.jobs import answer
from core.networks.catalogue import network
from core.scan import scan
from core.store import Project
from tests.core.sounds import noise, record

BIRDNET = network("birdnet-2.4")
AS_SET_BY = {
    "slurm": {"SLURM_ARRAY_TASK_ID": "12", "SLURM_CPUS_PER_TASK": "3"},
    "pbs": {"PBS_ARRAY_INDEX": "12", "NCPUS": "3"},
    "sge": {"SGE_TASK_ID": "12", "NSLOTS": "3"},
}


@pytest.fixture
def shards_of_two_folders(tmp_path):
    """Shards, and the folders of the project that they are of."""
    folders = [tmp_path / "it's one", tmp_path / "other"]
    with closing(Project(tmp_path / "project")) as project:
        for number, folder in enumerate(folders):
            record(folder / f"2024050{number + 1}_050000.wav", noise(3, seed=number))
            list(scan(project, folder))
        answer(make_shards(project, BIRDNET, Settings(), Division(1), tmp_path / "shards"))
    return tmp_path / "shards", folders


@pytest.mark.skipif(sys.platform == "win32", reason="schedulers run scripts of sh")
@pytest.mark.parametrize("scheduler", AS_SET_BY)
def test_a_job_of_the_array_hears_its_own_shard(scheduler, tmp_path):
    stand_in = tmp_path / "undersong"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "$UNDERSONG_HOME" "$OMP_NUM_THREADS"\n')
    stand_in.chmod(0o755)
    media = ["/data/$HOME recordings", "/as 'made'=s3://bucket/summer"]
    wish = JobWish("/data/it's shards", 20, 2.0, 3, media)
    made = job_script(scheduler, wish)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.run(
        ["sh", "-s"], input=made, capture_output=True, text=True, check=True,
        env={"PATH": path, "TMPDIR": "/scratch", **AS_SET_BY[scheduler]},
    ).stdout.splitlines()  # fmt: skip
    assert said == [
        "shards", "run", "/data/it's shards/shard-0012.json", "--out", "/data/it's shards",
        "--workers", "3", "--media", media[0], "--media", media[1], "/scratch/undersong-12", "1",
    ]  # fmt: skip
    assert "1-20" in made


def test_time_and_memory_are_asked_from_what_there_is_to_do():
    small, large = (JobWish("s", 2, hours, 4, ["m"]) for hours in (0.01, 400.0))
    assert small.minutes == 30
    assert large.minutes == 18_000
    assert "300:00:00" in job_script("slurm", large)


def test_an_unknown_scheduler_is_refused():
    with pytest.raises(UserError, match="There are: slurm, pbs, sge"):
        job_script("lsf", JobWish("s", 1, 1.0, 1, ["m"]))


def test_places_of_recordings_hold_wherever_a_job_starts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = ["/as made=on disk", "/far=/data/summer 2024", "s3://bucket/summer"]
    told = told_from_anywhere(places_of(given))
    assert told == [
        f"/as made={tmp_path / 'on disk'}",
        "/far=/data/summer 2024",
        "s3://bucket/summer",
    ]
    assert told_from_anywhere(places_of(told)) == told


def test_a_script_is_refused_while_nobody_said_where_a_folder_lies(shards_of_two_folders):
    shards, (one, other) = shards_of_two_folders
    with pytest.raises(UserError, match=re.escape(f"--media '{other}=FOLDER'")):
        script("slurm", shards, media=[f"{one}=/data/one"])


def test_a_script_tells_where_each_folder_lies(shards_of_two_folders, capsys):
    shards, (one, other) = shards_of_two_folders
    script("slurm", shards, media=[f"{one}=/data/one", f"{other}=/data/two"], cpus=2)
    words = shlex.split(capsys.readouterr().out, comments=True)
    told = [after for word, after in pairwise(words) if word == "--media"]
    assert told == [f"{one}=/data/one", f"{other}=/data/two"]
