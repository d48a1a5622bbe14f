"""Hearing many recordings with a network, in worker processes or in the process that asks.

Nothing here knows of projects or databases: workers load in a moment and stay small.
"""
