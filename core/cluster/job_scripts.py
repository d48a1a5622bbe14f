"""Job array scripts for the schedulers of clusters: printed to be read and edited."""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from core.errors import UnusableValueError

_REQUEUE = 75
"""Exit status that asks to be started again: EX_TEMPFAIL of sysexits.h."""


class JobWish(NamedTuple):
    """What a job array is to ask for."""

    shards: str
    """The folder, as the nodes see it."""
    number: int
    hours: float
    """CPU hours of the largest shard."""
    cpus: int
    media: Sequence[str]
    """Where the recordings are, as the nodes see it, each as ``shards run`` is told it."""

    @property
    def minutes(self) -> int:
        """Return the time to ask for: three times what is expected, at least half an hour."""
        return max(30, math.ceil(self.hours * 60 * 3 / self.cpus))

    @property
    def memory_mb(self) -> int:
        """Return the memory to ask for."""
        return 1000 + 700 * self.cpus


def job_script(scheduler: str, wish: JobWish) -> str:
    """Return a script. Raises UnusableValueError for a scheduler that is not known."""
    if scheduler not in _HEADS:
        raise UnusableValueError(
            f"There is no script for {scheduler}. There are: {', '.join(_HEADS)}."
        )
    index, cpus = _INDEX[scheduler], _CPUS[scheduler]
    media = " ".join(f"--media {_quoted(one)}" for one in wish.media)
    return f"""#!/bin/sh
{_HEADS[scheduler](wish)}
# Made by undersong cluster script; read it, and change what your cluster has otherwise.
set -eu
shards={_quoted(wish.shards)}
shard=$(printf '%s/shard-%0{max(4, len(str(wish.number)))}d.json' "$shards" "{index}")
# One thread for each worker: more would only wait for each other.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1
# The program's own files (logs, caches) go to the node's scratch, not to a home that all share.
export UNDERSONG_HOME="${{TMPDIR:-/tmp}}/undersong-{index}"
# What was heard is kept beside the shard, and called .result once it is whole. Status {_REQUEUE}:
# it was stopped in good order and goes on at the next start, on any node.
exec undersong shards run "$shard" --out "$shards" --workers "{cpus}" \\
    {media}
"""


def _slurm(wish: JobWish) -> str:
    return f"""#SBATCH --job-name=undersong
#SBATCH --array=1-{wish.number}
#SBATCH --cpus-per-task={wish.cpus}
#SBATCH --mem={wish.memory_mb}M
#SBATCH --time={_clock(wish.minutes)}
#SBATCH --requeue
#SBATCH --signal=B:TERM@120
#SBATCH --output=undersong-%A_%a.log"""


def _pbs(wish: JobWish) -> str:
    return f"""#PBS -N undersong
#PBS -J 1-{wish.number}
#PBS -l select=1:ncpus={wish.cpus}:mem={wish.memory_mb}mb
#PBS -l walltime={_clock(wish.minutes)}
#PBS -r y
#PBS -j oe"""


def _sge(wish: JobWish) -> str:
    return f"""#$ -N undersong
#$ -t 1-{wish.number}
#$ -pe smp {wish.cpus}
#$ -l h_vmem={wish.memory_mb // wish.cpus}M
#$ -l h_rt={_clock(wish.minutes)}
#$ -r y
#$ -notify
#$ -j y
#$ -cwd"""


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def _quoted(text: str) -> str:
    """Return a text as one word of a shell, whatever is in it."""
    return "'" + text.replace("'", "'\\''") + "'"


_HEADS: Mapping[str, Callable[[JobWish], str]] = MappingProxyType(
    {"slurm": _slurm, "pbs": _pbs, "sge": _sge}
)
_INDEX = {"slurm": "$SLURM_ARRAY_TASK_ID", "pbs": "$PBS_ARRAY_INDEX", "sge": "$SGE_TASK_ID"}
_CPUS = {"slurm": "${SLURM_CPUS_PER_TASK:-1}", "pbs": "${NCPUS:-1}", "sge": "${NSLOTS:-1}"}
