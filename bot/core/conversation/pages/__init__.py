"""Pages outside the booking steps: help, my data, PIN, recovery and others, one per file."""
