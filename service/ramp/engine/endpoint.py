"""Speaks to a SPARQL 1.1 server over HTTP: one whole answer, or an error that says whose fault it is.

SPARQLWrapper makes the request; sending is done here, because a total deadline, a size limit, digest authentication
without process-wide state, and the proof that nothing was cut off are not its business. Blocking: for threads.
"""

import http.client
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Final, Literal

from SPARQLWrapper import POST, SPARQLWrapper

from ramp.engine.endpoint_errors import AGAIN, cut, gone, late, refusal
from ramp.engine.output import too_large
from ramp.errors import EngineAnswerError, EvaluationError, in_french
from ramp.settings import Settings

Want = Literal["results", "rdf"]
ACCEPT: Final[Mapping[Want, str]] = {
    "results": "application/sparql-results+json, application/sparql-results+xml;q=0.5",
    "rdf": "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5",
}
_CHUNK: Final = 256 * 1024
_TRIES: Final = 3
_PAUSE: Final = 0.15
_CHALLENGE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole body and what it is said to be; `server` is how the server calls itself."""

    body: bytes
    media_type: str
    server: str


class _Request(SPARQLWrapper):
    """The request of one operation; SPARQLWrapper guesses its kind by pattern, and here it is known."""

    def __init__(self, address: str, kind: str, text: str, accept: str) -> None:
        self._kind, self._accept = kind, accept
        super().__init__(address, address)
        self.setOnlyConneg(True)
        self.setMethod(POST)
        self.setQuery(text)

    def _parseQueryType(self, query: str) -> str:
        return self._kind

    def _getAcceptHeader(self) -> str:
        return self._accept

    def prepared(self) -> urllib.request.Request:
        """What is to be sent."""
        request: urllib.request.Request = self._createRequest()
        return request


class _Stay(urllib.request.HTTPRedirectHandler):
    """Credentials and updates are for the address that was set and for no other."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


class Endpoint:
    """The server that the settings `RAMP_ENGINE_*` name."""

    def __init__(self, settings: Settings) -> None:
        assert settings.engine_query_url is not None
        self._settings = settings
        self.query_url = settings.engine_query_url
        self.update_url, self.graphs_url = settings.engine_update_url, settings.engine_graphs_url

    def ask(
        self,
        text: str,
        want: Want,
        seconds: float,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        limit: int | None = None,
        stop: Event | None = None,
    ) -> Fetched:
        """The answer to a query. Raises DeadlineError, ResultSizeError, EvaluationError, EngineAnswerError,
        EngineGoneError."""
        request = _Request(self.query_url, "SELECT", text, ACCEPT[want])
        for iri in default_graphs:
            request.addParameter("default-graph-uri", iri)
        for iri in named_graphs:
            request.addParameter("named-graph-uri", iri)
        found = self._send(request.prepared(), seconds, limit or self._settings.result_bytes * 4, stop=stop)
        known = {part.split(";")[0].strip() for part in ACCEPT[want].split(",")}
        if found.media_type not in known:
            raise EngineAnswerError(
                f"The SPARQL server behind this service answered in {found.media_type or 'an unknown format'} where "
                f"{'results' if want == 'results' else 'RDF'} were asked for",
                remedy="If it stays so, whoever runs this service should look at RAMP_ENGINE_QUERY_URL",
                extra=in_french(
                    f"Le serveur SPARQL derrière ce service a répondu en format {found.media_type or 'inconnu'} à une "
                    f"demande de {'résultats' if want == 'results' else 'RDF'}",
                    "Si cela persiste, l’exploitant de ce service devrait vérifier RAMP_ENGINE_QUERY_URL",
                ),
            )
        return found

    def update(self, text: str, seconds: float) -> None:
        """Carry out an update. Raises as `ask` does."""
        if self.update_url is None:
            raise EvaluationError(
                "The graph of this service cannot be changed: its engine has no update address",
                remedy="Whoever runs this service can set RAMP_ENGINE_UPDATE_URL",
                extra=in_french(
                    "Le graphe de ce service ne peut pas être modifié : son moteur n’a pas d’adresse de mise à jour",
                    "L’exploitant de ce service peut définir RAMP_ENGINE_UPDATE_URL",
                ),
            )
        request = _Request(self.update_url, "INSERT", text, "*/*")
        self._send(request.prepared(), seconds, _CHUNK, tries=1)

    def put(self, graph: str, file: Path, seconds: float) -> None:
        """Put a file of N-Triples in place of a graph (SPARQL 1.1 Graph Store HTTP Protocol, section 5.3)."""
        address = f"{self.graphs_url}?{urllib.parse.urlencode({'graph': graph})}"
        request = urllib.request.Request(address, file.read_bytes(), method="PUT")
        request.add_header("Content-Type", "text/turtle")  # N-Triples is Turtle, and every server reads that
        self._send(request, seconds, _CHUNK, tries=1)

    def _send(
        self,
        request: urllib.request.Request,
        seconds: float,
        limit: int,
        *,
        tries: int = _TRIES,
        stop: Event | None = None,
    ) -> Fetched:
        """The whole body. A server that is away for a moment is asked again, within the deadline."""
        end = time.monotonic() + seconds
        opener = self._authorized(request)
        request.add_header("Accept-Encoding", "gzip")
        for left in reversed(range(tries)):
            try:
                return self._whole(opener, request, end, limit, stop)
            except TimeoutError:
                raise late(seconds) from None
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in AGAIN and left and time.monotonic() < end:
                        time.sleep(_PAUSE)
                        continue
                    raise refusal(error, seconds) from None
            except (http.client.IncompleteRead, EOFError, zlib.error):
                raise cut() from None
            except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
                reason = getattr(error, "reason", error)
                if isinstance(reason, TimeoutError | socket.timeout):
                    raise late(seconds) from None
                if not left or time.monotonic() >= end:
                    raise gone() from None
                time.sleep(_PAUSE)
        raise gone()

    def _authorized(self, request: urllib.request.Request) -> urllib.request.OpenerDirector:
        settings = self._settings
        secret = settings.engine_password.get_secret_value() if settings.engine_password else ""
        handlers: list[urllib.request.BaseHandler] = [_Stay()]
        if settings.engine_auth == "bearer" and secret:
            request.add_unredirected_header("Authorization", f"Bearer {secret}")
        elif settings.engine_user is not None:
            known = urllib.request.HTTPPasswordMgrWithPriorAuth()
            known.add_password(
                None, request.full_url, settings.engine_user, secret, is_authenticated=settings.engine_auth == "basic"
            )
            if settings.engine_auth == "digest":
                digest = urllib.request.HTTPDigestAuthHandler(known)
                handlers.append(digest)
                self._answer_challenge(request, digest)
            else:
                handlers.append(urllib.request.HTTPBasicAuthHandler(known))
        return urllib.request.build_opener(*handlers)

    @staticmethod
    def _answer_challenge(request: urllib.request.Request, digest: urllib.request.HTTPDigestAuthHandler) -> None:
        """Ask for the challenge with an empty request (RFC 7616, section 3.3), so that no body is sent in vain.

        A server that refuses a body may close the connection while it is still coming. What goes wrong here will go
        wrong again with the request itself, and is told there.
        """
        try:
            with urllib.request.build_opener(_Stay()).open(request.full_url, timeout=_CHALLENGE_SECONDS):
                return
        except urllib.error.HTTPError as error:
            with error:
                offers = error.headers.get_all("WWW-Authenticate") or []
        except (OSError, http.client.HTTPException):
            return
        for offer in offers:
            scheme, _, rest = offer.partition(" ")
            if scheme.lower() == "digest":
                challenge = urllib.request.parse_keqv_list(urllib.request.parse_http_list(rest))
                told = digest.get_authorization(request, challenge)
                if told:
                    request.add_unredirected_header("Authorization", f"Digest {told}")
                return

    def _whole(
        self,
        opener: urllib.request.OpenerDirector,
        request: urllib.request.Request,
        end: float,
        limit: int,
        stop: Event | None,
    ) -> Fetched:
        with opener.open(request, timeout=max(0.01, end - time.monotonic())) as response:
            if response.headers.get("X-SQL-State"):  # Virtuoso sends what it has when its own time is up
                raise cut()
            body = b"".join(_limited(_decoded(response, end, stop), limit))
            media_type = (response.headers.get("Content-Type") or "").split(";")[0].strip().lower()
            return Fetched(body, media_type, response.headers.get("Server") or "")


def _decoded(response: Any, end: float, stop: Event | None) -> Iterator[bytes]:
    """The body piece by piece, unpacked. Raises TimeoutError, IncompleteRead, EOFError or zlib.error."""
    announced = response.headers.get("Content-Length")
    unpack = zlib.decompressobj(31) if response.headers.get("Content-Encoding") == "gzip" else None
    size = 0
    while piece := response.read1(_CHUNK):
        if time.monotonic() > end or (stop is not None and stop.is_set()):
            raise TimeoutError
        size += len(piece)
        while unpack is not None and piece:
            yield unpack.decompress(piece, _CHUNK)
            piece = unpack.unconsumed_tail
        if piece:
            yield piece
    if unpack is not None and not unpack.eof:
        raise EOFError
    if announced is not None and size < int(announced):
        raise EOFError


def _limited(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        yield piece
