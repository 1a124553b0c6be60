"""The sample newsroom: invented outlets served on loopback."""
