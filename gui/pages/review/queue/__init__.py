"""The detections to go through, in a table or a grid."""
