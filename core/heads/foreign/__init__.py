"""Reading heads that other programs trained: one module for each kind of file. Nothing is run."""
