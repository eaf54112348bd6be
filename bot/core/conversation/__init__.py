"""The conversation: state, events, flow and facts."""
