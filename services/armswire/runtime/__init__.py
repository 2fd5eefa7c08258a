"""Wiring: which services run in this process, on which broker and store. Given values, never settings."""
