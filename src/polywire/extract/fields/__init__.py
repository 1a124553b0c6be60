"""The fields of an article: headline, standfirst, bylines, dates, signals."""
