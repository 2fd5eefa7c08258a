"""A deal that is refused, halted or called off reads as stopped, whatever the tense or number of the verb."""

import pytest

from armswire.tagging.tagger import ItemText, Tagger, load_lexicon

TAGGER = Tagger(load_lexicon())
TOLD = [
    ("pl", "Warszawa odmówi Kijowowi przekazania myśliwców", "refused", "PL>UA"),
    ("pl", "Czechy wstrzymują dostawy haubic dla Ukrainy", "suspended", "CZ>UA"),
    ("es", "España rechazará la venta de tanques a Marruecos", "refused", "ES>MA"),
    ("es", "Chile y Perú cancelan la compra de fragatas a Francia", "cancelled", "FR>CL,PE"),
    ("fr", "Paris refusera la livraison de missiles à Israël", "refused", "FR>IL"),
    ("de", "Berlin und Wien verweigerten die Lieferung von Panzern an die Ukraine", "refused", "AT,DE>UA"),
    ("ru", "Германия откажется поставлять танки Украине", "refused", "DE>UA"),
    ("uk", "Угорщина заборонила постачання ракет Україні", "refused", "HU>UA"),
    ("en", "Berlin refuses to send tanks to Ukraine", "refused", "DE>UA"),
]


@pytest.mark.parametrize(("lang", "headline", "detail", "sides"), TOLD)
def test_refusal_is_a_stopped_transfer(lang: str, headline: str, detail: str, sides: str) -> None:
    (event,) = TAGGER.read(ItemText("1", headline, "", lang)).events
    assert (event.type, event.status, event.detail) == ("transfer", "stopped", detail)
    assert not event.negated
    assert f"{','.join(event.suppliers)}>{','.join(event.recipients)}" == sides
