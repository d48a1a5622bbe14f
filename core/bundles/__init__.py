"""Bundles: the clips of a review plan in one file that a reviewer opens as a project.

A bundle is a zip: ``bundle.json`` says what it is; ``project.db`` is a project with the plan's
rows alone; ``clips/`` holds excerpts under the names of the recordings (see core.audio.excerpts)
and ``tiles/`` pictures of what is around them. What a reviewer says comes back by merging.
"""

from core.bundles.making import Bundled, make_bundle
from core.bundles.note import BundleNote
from core.bundles.opening import bundle_note, is_bundle, opened_from

__all__ = ["BundleNote", "Bundled", "bundle_note", "is_bundle", "make_bundle", "opened_from"]
