"""Species lists and names that come with the program, as data files."""
