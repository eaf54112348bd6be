"""Readers of the files that are shipped or written by people: packs, words, places, the data register."""
