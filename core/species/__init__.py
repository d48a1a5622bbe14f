"""Species lists, names and the filter by place and season."""
