"""The peers: each knows how to be had, loaded, started and asked. `PEERS` lists them in the order of the tables."""

from bench.peers.base import Peer
from bench.peers.fuseki import Fuseki
from bench.peers.oxigraph import Oxigraph
from bench.peers.ramp import Ramp
from bench.peers.rdflib_endpoint import RdflibEndpoint
from bench.peers.virtuoso import Virtuoso

PEERS: tuple[Peer, ...] = (Ramp(), Oxigraph(), RdflibEndpoint(), Virtuoso(), Fuseki())

__all__ = ["PEERS", "Peer"]
