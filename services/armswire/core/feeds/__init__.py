"""Feeds: configuration, parsing, which entry is which, what was seen before, when to poll again. Pure."""
