"""One sentence: made safe for an engine, and its answer fit for readers."""
