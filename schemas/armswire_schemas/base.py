"""What every wire model shares. Only pydantic and the standard library may be imported in this package."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _aware_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time needs its offset: write 2026-11-23T10:00:00Z")
    return value.astimezone(UTC)


Utc = Annotated[datetime, AfterValidator(_aware_utc)]
"""An aware datetime, always in UTC once validated."""


class Wire(BaseModel):
    """Base of every message: immutable, unknown fields ignored, so that old readers survive new writers."""

    model_config = ConfigDict(frozen=True, extra="ignore")
