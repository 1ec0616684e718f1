"""Text rules that the command line and the terminal interface share."""
