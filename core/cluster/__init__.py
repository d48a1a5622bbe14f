"""One analysis on many machines: shards of its tasks, heard anywhere, collected in one project.

A shard is a file of tasks with all that is needed to hear them; its results are one file again.
Neither needs the project, a network or a scheduler. Collecting is the analysis itself, with an
executor that tells what result files hold: what comes out cannot differ.
"""

from core.cluster.collecting import Collected, collect
from core.cluster.making import Division, ShardOutlook, make_shards, outlook
from core.cluster.running import run_shard

__all__ = [
    "Collected",
    "Division",
    "ShardOutlook",
    "collect",
    "make_shards",
    "outlook",
    "run_shard",
]
