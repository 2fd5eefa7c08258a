"""Elasticsearch: where the distributed substrate keeps what it stores."""
