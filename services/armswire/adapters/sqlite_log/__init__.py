"""The embedded log: one SQLite file that takes the place of Kafka.

``Transport`` is the Faust driver, ``SqliteLog`` the poller's way in (in the same process), ``Peek`` a look from
outside.
"""

from armswire.adapters.sqlite_log.log import Peek, SqliteLog
from armswire.adapters.sqlite_log.transport import Transport

__all__ = ["Peek", "SqliteLog", "Transport"]
