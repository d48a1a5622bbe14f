"""The window in which networks are looked at, installed, tried and removed."""
