"""The one way to run something hostile apart: jobs in, answers out, limits."""
