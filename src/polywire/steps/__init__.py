"""The steps of the wire: load values, call a stage, save its result."""
