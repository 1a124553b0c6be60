"""The wire's tables: one module a noun."""
