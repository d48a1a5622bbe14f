"""The names of passes and runs: equal where all that is not as usual is equal.

Defaults are left out, so that a setting that is new in a later version names no run anew.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from core.analysis.settings import Settings
from core.networks.manifest import Manifest

_ALWAYS = ("network", "files", "range_files")


def pass_fingerprint(settings: Settings, manifest: Manifest) -> str:
    """Return what is equal for settings with which a window's stored scores are the same."""
    return fingerprint(without_defaults(settings.for_pass(manifest), defaults(manifest)))


def run_fingerprint(settings: Settings, manifest: Manifest) -> str:
    """Return what is equal for settings with which detections are the same."""
    return fingerprint(without_defaults(settings.for_run(manifest), defaults(manifest)))


def defaults(manifest: Manifest) -> dict[str, Any]:
    """Return what is recorded where nothing but the network was chosen."""
    usual = Settings(network=manifest.id).for_run(manifest)
    return {name: value for name, value in usual.items() if name not in _ALWAYS}


def without_defaults(record: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a record is not as usual."""
    return {
        name: value for name, value in record.items() if name not in usual or value != usual[name]
    }


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return a hash that is equal for equal values, on every platform."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
