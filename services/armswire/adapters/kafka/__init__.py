"""The distributed log: Kafka. ``Transport`` is the Faust driver, ``KafkaFeeds`` the poller's way in and out.

Settings are values (``Connection``); nothing here reads an environment.
"""

from armswire.adapters.kafka.connection import Connection
from armswire.adapters.kafka.feeds import KafkaFeeds
from armswire.adapters.kafka.publisher import Fenced, KafkaPublisher
from armswire.adapters.kafka.state import KafkaStateReader
from armswire.adapters.kafka.topics import Difference, TopicsAdmin, plan
from armswire.adapters.kafka.transport import Transport

__all__ = [
    "Connection",
    "Difference",
    "Fenced",
    "KafkaFeeds",
    "KafkaPublisher",
    "KafkaStateReader",
    "TopicsAdmin",
    "Transport",
    "plan",
]
