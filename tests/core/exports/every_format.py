"""All formats, as parameters of tests: those that need what is not installed are skipped so."""

from importlib.util import find_spec

import pytest

from core.exports import FORMATS

_HAS_PYARROW = find_spec("pyarrow") is not None
_NO_PYARROW = pytest.mark.skipif(not _HAS_PYARROW, reason="pyarrow is not installed")
WRITABLE = [one for one in FORMATS if one.id != "parquet" or _HAS_PYARROW]
"""The formats that can be written here."""
EVERY = [
    pytest.param(one, id=one.id, marks=[_NO_PYARROW] if one.id == "parquet" else [])
    for one in FORMATS
]
