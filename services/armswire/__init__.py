"""Armswire: news feeds in, arms-related events out."""

from importlib.metadata import version

__version__ = version("armswire")
