"""Running a network over many recordings in worker processes.

Nothing here knows of projects or databases: workers load in a moment and stay small.
"""
