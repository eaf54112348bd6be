"""The booking steps, one per file: step(conversation, event, world) -> Turn, or None if the answer is not understood."""
