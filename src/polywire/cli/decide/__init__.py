"""Commands by which the operator decides."""
