"""The indexer: news, events, alerts and the health of feeds from the topics into the store."""

from armswire.indexer.agents import attach

__all__ = ["attach"]
