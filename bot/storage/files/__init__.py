"""Readers of what is shipped or written by people: packs, words, places, the data register."""
