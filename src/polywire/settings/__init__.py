"""The operator's file: read and validated once, then frozen."""
