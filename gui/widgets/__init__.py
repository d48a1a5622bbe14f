"""Parts that pages are built of. They know nothing of a project: plain values in, signals out."""
