"""Recorder makes: what their file names, chunks and sidecars say."""
