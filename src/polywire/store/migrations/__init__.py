"""Migrations of the store, run by polywire.store.ground.migrate."""
