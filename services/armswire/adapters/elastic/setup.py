"""What a cluster has to have before anything is written: templates, mappings, and a lifetime where it has ILM."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from elasticsearch import ApiError, AsyncElasticsearch

from armswire.adapters.elastic import templates
from armswire.adapters.elastic.failures import reaching
from armswire.adapters.elastic.writes import Names
from armswire.core.fields import Index

_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long each kind is kept as a whole; None: for ever.

    News without events goes sooner, document by document (``ElasticStore.prune``); news with events stays as long as
    they do.
    """

    events: timedelta | None = None
    alerts: timedelta | None = None

    def of(self, index: Index) -> timedelta | None:
        """Return how long a month of this index is kept after its end."""
        return self.alerts if index is Index.ALERTS else self.events


FOR_EVER = Lifetime()


async def install(client: AsyncElasticsearch, prefix: str, names: Names, lifetime: Lifetime) -> None:
    """Put templates and mappings as this version knows them; changes are additions, so any order of versions works."""
    with reaching():
        managed = await has_ilm(client)
        for index in Index:
            body = json.loads(json.dumps(templates.load(index)).replace("armswire-", f"{prefix}-"))
            if managed and index is not Index.FEEDS:  # one index, always written: none of its ages means anything
                await client.perform_request(
                    "PUT", f"/_ilm/policy/{names.template(index)}", headers=_JSON, body=policy(lifetime.of(index))
                )
                body["template"]["settings"]["index.lifecycle.name"] = names.template(index)
            await client.indices.put_index_template(name=names.template(index), **body)
            await client.indices.put_mapping(
                index=names.all(index), allow_no_indices=True, properties=body["template"]["mappings"]["properties"]
            )


_JSON = {"accept": "application/json", "content-type": "application/json"}


async def has_ilm(client: AsyncElasticsearch) -> bool:
    """Ask the cluster itself; distributions without x-pack do not know the address."""
    try:
        await client.perform_request("GET", "/_ilm/status", headers=_JSON)
    except ApiError as error:
        if error.status_code in {400, 404, 405}:
            return False
        raise
    return True


def policy(kept: timedelta | None) -> dict[str, Any]:
    """Return the ILM policy of an index: months that are over are merged; after ``kept`` they go, where it is set."""
    phases: dict[str, Any] = {
        "hot": {"min_age": "0ms", "actions": {"set_priority": {"priority": 100}}},
        "warm": {
            "min_age": f"{2 * _MONTH.days}d",
            "actions": {"set_priority": {"priority": 50}, "forcemerge": {"max_num_segments": 1}},
        },
    }
    if kept is not None:
        phases["delete"] = {"min_age": f"{(kept + _MONTH).days}d", "actions": {"delete": {}}}
    return {"policy": {"phases": phases}}


async def drop_empty(client: AsyncElasticsearch, pattern: str, before: str) -> None:
    """Delete months before this one that hold nothing."""
    with reaching():
        months = [
            name for name in await client.indices.get_alias(index=pattern, allow_no_indices=True) if name < before
        ]
        for month in months:
            if (await client.count(index=month))["count"] == 0:
                await client.indices.delete(index=month)
