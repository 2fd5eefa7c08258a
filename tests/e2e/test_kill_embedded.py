"""kill -9 of the whole embedded pipeline while items flow: nothing is lost, nothing is there twice."""

import random

import pytest

from support.embedded import chaos
from support.servers import FeedServer, Receiver


def run(tmp_path, feeds, each, kills, seed, capsys):
    with FeedServer(feeds=feeds, each=each, step=each) as server, Receiver() as receiver:
        outcome = chaos(tmp_path, server, receiver, kills, seed)
    with capsys.disabled():
        print(f"\n{outcome}")
    assert outcome.items == feeds * each
    assert outcome.alerts > 0
    assert not outcome.wrong
    assert outcome.orphans == 0


def test_a_few_kills(tmp_path, capsys):
    run(tmp_path, feeds=40, each=50, kills=3, seed=random.randrange(10**6), capsys=capsys)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_twenty_kills_while_twenty_thousand_items_flow(tmp_path, capsys):
    run(tmp_path, feeds=200, each=100, kills=20, seed=random.randrange(10**6), capsys=capsys)
