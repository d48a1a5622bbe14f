"""The health check: what recordings, clocks and microphones of a deployment look like."""

from core.health.check import check, check_all, checking
from core.health.findings import Finding, Severity
from core.health.measuring import measure
from core.health.report import Health

__all__ = ["Finding", "Health", "Severity", "check", "check_all", "checking", "measure"]
