"""Opening any sound file, and cutting it into the windows that a network hears."""
