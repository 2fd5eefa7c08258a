"""The tagger's heart: text → mentions → frames → events. Pure."""
