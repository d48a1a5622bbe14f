"""From recordings to detections: what to ask of a network, and the job that asks it."""

from core.analysis.job import analyse
from core.analysis.plan import Workload, plan
from core.analysis.settings import Settings

__all__ = ["Settings", "Workload", "analyse", "plan"]
