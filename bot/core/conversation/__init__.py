"""State, events, flow and facts of a conversation."""
