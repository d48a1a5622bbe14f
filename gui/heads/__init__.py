"""The window in which heads are looked at, compared, given to others and taken in."""
