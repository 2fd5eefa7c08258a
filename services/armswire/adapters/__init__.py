"""The only importers of sockets, brokers and databases."""
