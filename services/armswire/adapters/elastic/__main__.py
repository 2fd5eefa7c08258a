"""``python -m armswire.adapters.elastic`` writes the index templates of the schemas package anew."""

from armswire.adapters.elastic.templates import write

write()
