"""Plots as SVG text from values: one engine for the window, HTML, PDF and PNG."""
