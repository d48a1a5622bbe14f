"""Which detections those are."""
