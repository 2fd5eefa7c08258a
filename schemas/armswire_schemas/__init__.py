"""The wire contract of Armswire: pydantic models of every message, and the topics that carry them."""
