"""The booking steps, one per file: step(conversation, event, world) -> Turn, or None for an answer not understood."""
