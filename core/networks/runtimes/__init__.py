"""What runs a network's files: one module for each kind of file."""
