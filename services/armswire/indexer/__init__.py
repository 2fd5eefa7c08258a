"""The indexer: news, events and alerts from the topics into the store."""

from armswire.indexer.agents import attach

__all__ = ["attach"]
