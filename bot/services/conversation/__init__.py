"""Use cases around a message: respond, perform what a step asks for, deliver."""
