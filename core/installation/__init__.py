"""Whether this installation works: each part is tried in a process of its own, on a known sound."""

from core.installation.check import CheckResult, InstallationCheck, checking, registered, told

__all__ = ["CheckResult", "InstallationCheck", "checking", "registered", "told"]
