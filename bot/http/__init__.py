"""What web pages share: the server."""
