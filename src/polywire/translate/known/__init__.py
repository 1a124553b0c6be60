"""What is known before an engine is asked: memory, glossary, TMX."""
