"""What web pages share: the server, the layout, the look and the headers."""
