"""One step, one file: step(conversation, event, world) -> Turn, or None for an answer that it does not understand."""
