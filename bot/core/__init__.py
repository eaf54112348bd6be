"""The floor that thinks: pure values and functions, with no file, network, clock or chance."""
