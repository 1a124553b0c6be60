"""Migrations of the store, run by polywire.store.migrate."""
