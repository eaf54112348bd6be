"""The floor that decides what to say and do: pure values and functions, without files, network, clock or chance."""
