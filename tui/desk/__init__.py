"""The desk behind the screen: reads, writes and checks off the screen's thread."""
