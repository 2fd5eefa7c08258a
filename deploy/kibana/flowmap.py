"""The map of flows, in Vega: an arc from each supplier to each recipient.

Positions are rough centres of countries in whole degrees (latitude, longitude), enough to tell them apart on a map.
A supplier or recipient without a country (a group, an organisation) has no line here; the table of pairs has it.
"""

import json
from typing import Any

from parts import FlowMap, View
from queries import flow_body

CENTRES = """
AE 24 54|AF 34 66|AL 41 20|AM 40 45|AO -12 18|AR -35 -64|AT 47 14|AU -25 134|AZ 40 48|BA 44 18|BD 24 90|BE 51 4
BF 12 -2|BG 43 25|BH 26 51|BI -3 30|BJ 9 2|BN 4 115|BO -17 -65|BR -10 -53|BW -22 24|BY 53 28|CA 60 -106|CD -3 23
CF 7 21|CG -1 15|CH 47 8|CI 8 -6|CL -33 -71|CM 6 12|CN 35 103|CO 4 -73|CR 10 -84|CU 22 -79|CY 35 33|CZ 50 15
DE 51 10|DJ 12 43|DK 56 10|DO 19 -70|DZ 28 3|EC -1 -78|EE 59 26|EG 27 30|ER 15 39|ES 40 -4|ET 9 39|FI 64 26
FJ -18 178|FR 47 2|GA -1 12|GB 54 -2|GE 42 43|GH 8 -1|GM 13 -15|GN 11 -11|GQ 2 10|GR 39 22|GT 16 -90|GW 12 -15
GY 5 -59|HN 15 -86|HR 45 16|HT 19 -72|HU 47 19|ID -2 118|IE 53 -8|IL 31 35|IN 22 79|IQ 33 44|IR 32 54|IS 65 -18
IT 43 12|JM 18 -77|JO 31 36|JP 36 138|KE 0 38|KG 41 75|KH 13 105|KP 40 127|KR 36 128|KW 29 48|KZ 48 67|LA 18 104
LB 34 36|LK 7 81|LR 6 -9|LS -30 28|LT 55 24|LU 50 6|LV 57 25|LY 27 17|MA 32 -6|MD 47 29|ME 43 19|MG -20 47
MK 42 22|ML 17 -4|MM 21 96|MN 47 104|MR 20 -10|MT 36 14|MW -13 34|MX 23 -102|MY 4 102|MZ -18 35|NA -22 17|NE 17 8
NG 9 8|NI 13 -85|NL 52 5|NO 62 10|NP 28 84|NZ -41 174|OM 21 56|PA 9 -80|PE -9 -75|PG -6 147|PH 12 122|PK 30 69
PL 52 19|PS 32 35|PT 40 -8|PY -23 -58|QA 25 51|RO 46 25|RS 44 21|RU 60 90|RW -2 30|SA 24 45|SD 15 30|SE 62 16
SG 1 104|SI 46 15|SK 49 20|SL 8 -12|SN 14 -14|SO 5 46|SR 4 -56|SS 7 30|SV 14 -89|SY 35 38|SZ -27 31|TD 15 19
TG 8 1|TH 15 101|TJ 39 71|TM 39 60|TN 34 9|TR 39 35|TT 11 -61|TW 24 121|TZ -6 35|UA 49 32|UG 1 32|US 39 -98
UY -33 -56|UZ 41 64|VE 7 -66|VN 16 107|XK 43 21|YE 16 48|ZA -29 25|ZM -14 28|ZW -19 29
"""


def centres() -> list[dict[str, Any]]:
    """Return code, lat and lon of each country."""
    rows = (entry.split() for line in CENTRES.split("\n") for entry in line.split("|") if entry.strip())
    return [{"code": code, "lat": int(lat), "lon": int(lon)} for code, lat, lon in rows]


def spec(panel: FlowMap) -> str:
    """Return the Vega specification, JSON. Kibana puts the dashboard's time and filters where ``%…%`` stands."""
    query = {"bool": {"must": ["%dashboard_context-must_clause%", {"query_string": {"query": panel.query}}],
                      "filter": ["%dashboard_context-filter_clause%"],
                      "must_not": ["%dashboard_context-must_not_clause%"]}}  # fmt: skip
    url = {"index": View.EVENTS.value, "%timefield%": "@timestamp", "body": flow_body(query)}
    return json.dumps(
        {
            "$schema": "https://vega.github.io/schema/vega/v5.json",
            "config": {"kibana": {"type": "map", "latitude": 30, "longitude": 30, "zoom": 2, "delayRepaint": False}},
            "data": [
                {"name": "places", "values": centres()},
                {
                    "name": "flows",
                    "url": url,
                    "format": {"property": "aggregations.pairs.buckets"},
                    "transform": _transforms(),
                },
            ],
            "marks": [_lines(), _ends()],
        }
    )


def _transforms() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = [
        {
            "type": "lookup",
            "from": "places",
            "key": "code",
            "fields": ["key.supplier", "key.recipient"],
            "as": ["a", "b"],
        },
        {"type": "filter", "expr": "datum.a && datum.b && datum.deals.value > 0"},
    ]
    steps += [
        {
            "type": "geopoint",
            "projection": "projection",
            "fields": [f"{end}.lon", f"{end}.lat"],
            "as": [f"{end}x", f"{end}y"],
        }
        for end in ("a", "b")
    ]
    names = {"sourceX": "ax", "sourceY": "ay", "targetX": "bx", "targetY": "by"}
    return [*steps, {"type": "linkpath", "shape": "curve", **names}]


def _lines() -> dict[str, Any]:
    tip = {"signal": "datum.key.supplier + ' → ' + datum.key.recipient + ': ' + datum.deals.value + ' deals'"}
    update = {"path": {"field": "path"}, "stroke": {"value": "#bd271e"}, "strokeOpacity": {"value": 0.55},
              "strokeWidth": {"signal": "1 + 2 * log(1 + datum.deals.value)"}, "tooltip": tip}  # fmt: skip
    return {"type": "path", "from": {"data": "flows"}, "encode": {"update": update}}


def _ends() -> dict[str, Any]:
    update = {"x": {"field": "bx"}, "y": {"field": "by"}, "size": {"value": 40}, "fill": {"value": "#bd271e"}}
    return {"type": "symbol", "from": {"data": "flows"}, "encode": {"update": update}}
