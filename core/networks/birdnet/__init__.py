"""BirdNET 2.4: its files, its own quick engine, and the proof that its scores are the same."""
