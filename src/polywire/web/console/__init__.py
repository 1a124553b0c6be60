"""The newsroom console: what an editor sees and decides in a browser."""
