"""Pages beside the way to a booking: help, my data, PIN, recovery and others, one file a page."""
