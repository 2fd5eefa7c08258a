"""Learn the network that reads with: a pretrained language model is taught our labels, and teaches the small network.

``python -m armswire.tagging.distil`` does it all; it needs the dependency group ``distil``. Nothing here runs where
items are read.
"""
