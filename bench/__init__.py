"""Benchmarks: what each part of the wire costs, as ratios measured in one run."""
