"""What can be said of counts, and how surely. Pure functions of numbers."""
