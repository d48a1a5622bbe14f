"""Whether this installation works: each part is tried in a process of its own, on a known sound."""

from core.installation.check import Check, CheckResult, checking, registered, told

__all__ = ["Check", "CheckResult", "checking", "registered", "told"]
