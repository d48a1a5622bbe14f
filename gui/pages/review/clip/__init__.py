"""The detection in hand: seen, heard, compared and named."""
