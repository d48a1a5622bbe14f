"""How fast the program is, beside others on the same sound in the same minutes: ``make bench``."""
