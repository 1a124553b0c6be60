"""Mutation testing: change the code in one place, see whether the room's tests mind."""
