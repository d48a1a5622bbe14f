"""What is done now and then, each in a small window."""
