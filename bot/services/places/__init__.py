"""Use cases around places: look one up, show what a programme covers."""
