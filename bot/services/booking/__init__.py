"""Use cases around a booking: take seats, check tickets, fill the slot table."""
