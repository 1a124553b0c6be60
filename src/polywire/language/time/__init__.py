"""Dates, periods and dates in words."""
