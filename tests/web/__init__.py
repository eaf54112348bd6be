"""The chat as web pages, through real HTTP."""
