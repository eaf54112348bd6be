"""The chat as web pages: a link is enough, without an account and without JavaScript."""
