"""Elasticsearch: where the distributed substrate keeps what it stores."""

from armswire.adapters.elastic.connection import Connection, connect
from armswire.adapters.elastic.setup import Lifetime
from armswire.adapters.elastic.store import ElasticStore

__all__ = ["Connection", "ElasticStore", "Lifetime", "connect"]
