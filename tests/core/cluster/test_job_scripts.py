import os
import subprocess
import sys

import pytest

from core.cluster.job_scripts import JobWish, job_script
from core.errors import UserError

AS_SET_BY = {
    "slurm": {"SLURM_ARRAY_TASK_ID": "12", "SLURM_CPUS_PER_TASK": "3"},
    "pbs": {"PBS_ARRAY_INDEX": "12", "NCPUS": "3"},
    "sge": {"SGE_TASK_ID": "12", "NSLOTS": "3"},
}


@pytest.mark.skipif(sys.platform == "win32", reason="schedulers run scripts of sh")
@pytest.mark.parametrize("scheduler", AS_SET_BY)
def test_a_job_of_the_array_hears_its_own_shard(scheduler, tmp_path):
    stand_in = tmp_path / "undersong"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "$UNDERSONG_HOME" "$OMP_NUM_THREADS"\n')
    stand_in.chmod(0o755)
    wish = JobWish("/data/it's shards", 20, 2.0, 3, "/data/$HOME recordings")
    made = job_script(scheduler, wish)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.run(
        ["sh", "-s"], input=made, capture_output=True, text=True, check=True,
        env={"PATH": path, "TMPDIR": "/scratch", **AS_SET_BY[scheduler]},
    ).stdout.splitlines()  # fmt: skip
    assert said == [
        "shards", "run", "/data/it's shards/shard-0012.json", "--media", "/data/$HOME recordings",
        "--out", "/data/it's shards", "--workers", "3", "/scratch/undersong-12", "1",
    ]  # fmt: skip
    assert "1-20" in made


def test_time_and_memory_are_asked_from_what_there_is_to_do():
    small, large = (JobWish("s", 2, hours, 4, "m") for hours in (0.01, 400.0))
    assert small.minutes == 30
    assert large.minutes == 18_000
    assert "300:00:00" in job_script("slurm", large)


def test_an_unknown_scheduler_is_refused():
    with pytest.raises(UserError, match="There are: slurm, pbs, sge"):
        job_script("lsf", JobWish("s", 1, 1.0, 1, "m"))
