"""Everything Undersong can do, with no window in sight."""
