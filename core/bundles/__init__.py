"""Bundles: the clips of a review plan in one file that a reviewer opens as a project.

A bundle is a zip: ``bundle.json`` says what it is; ``project.db`` is a project with the plan's
rows alone; ``clips/`` holds excerpts under the names of the recordings (see core.audio.excerpts)
and ``tiles/`` pictures of what is around them. What a reviewer says comes back by merging.
"""
