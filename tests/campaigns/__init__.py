"""Kills and full disks by the dozen, with the real command: ``make campaigns``."""
