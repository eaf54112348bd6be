"""What all web pages share."""
