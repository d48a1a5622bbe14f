"""Installers tried from the built files alone: ``make test-installers``."""
