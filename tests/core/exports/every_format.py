"""All formats, as parameters of tests: those that need what is not installed are skipped so."""

from importlib.util import find_spec

import pytest

from core.exports import FORMATS

_NO_PYARROW = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not installed")
EVERY = [
    pytest.param(one, id=one.id, marks=[_NO_PYARROW] if one.id == "parquet" else [])
    for one in FORMATS
]
