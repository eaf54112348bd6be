"""The desk: pages for volunteers, made by the server, in their own language and without JavaScript, too."""
