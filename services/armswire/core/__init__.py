"""Pure decisions: data in, data and reasons out. No I/O, no clock, no asyncio, no settings."""
