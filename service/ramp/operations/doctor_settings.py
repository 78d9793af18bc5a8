"""What can be wrong with the settings: those that contradict each other, and the server that they name."""

import ipaddress
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from ramp.operations.doctor import Check, Finding
from ramp.settings import Settings


def contradictions(settings: Settings) -> Iterator[Finding]:
    """Settings that cannot all be meant."""
    found = list(_contradictions(settings))
    yield from found or [Finding("settings", "ok", "No setting contradicts another")]


def _contradictions(settings: Settings) -> Iterator[Finding]:
    unknown = sorted(
        name for name in os.environ
        if name.startswith("RAMP_") and name.removeprefix("RAMP_").lower() not in Settings.model_fields
    )  # fmt: skip
    if unknown:
        yield _warning(f"No such setting: {', '.join(unknown)}", "Correct the name; all settings: ramp reference")
    if settings.engine_query_url is None and (settings.engine_update_url or settings.engine_graphs_url):
        yield _error(
            "RAMP_ENGINE_UPDATE_URL or RAMP_ENGINE_GRAPHS_URL is set and RAMP_ENGINE_QUERY_URL is not",
            "Set RAMP_ENGINE_QUERY_URL too, or unset them",
        )
    if settings.engine_query_url and settings.engine_update_url is None:
        yield _warning(
            "RAMP_ENGINE_UPDATE_URL is unset: nothing that is accepted can be published",
            "Set it, unless this service is for reading only",
        )
    if (settings.engine_user is None) != (settings.engine_password is None) and settings.engine_auth != "bearer":
        yield _error("Only one of RAMP_ENGINE_USER and RAMP_ENGINE_PASSWORD is set", "Set both, or neither")
    if settings.oidc_issuer and not settings.oidc_client_id:
        yield _error("RAMP_OIDC_ISSUER is set and RAMP_OIDC_CLIENT_ID is not", "Set the name of this service there")
    if settings.oidc_issuer and not settings.public_url:
        yield _warning(
            "RAMP_OIDC_ISSUER is set and RAMP_PUBLIC_URL is not: the provider may refuse the address to come back to",
            "Set RAMP_PUBLIC_URL to the address that people see",
        )
    if settings.mail_curators and not settings.smtp_host:
        yield _warning("RAMP_MAIL_CURATORS is set and RAMP_SMTP_HOST is not: no mail is sent", "Set RAMP_SMTP_HOST")
    if (settings.smtp_user is None) != (settings.smtp_password is None):
        yield _error("Only one of RAMP_SMTP_USER and RAMP_SMTP_PASSWORD is set", "Set both, or neither")
    if settings.page_size > settings.page_size_max:
        yield _error("RAMP_PAGE_SIZE is larger than RAMP_PAGE_SIZE_MAX", "Lower the one or raise the other")
    if settings.spool_bytes > settings.result_bytes:
        yield _warning("RAMP_SPOOL_BYTES is larger than RAMP_RESULT_BYTES, so that nothing is spooled", "Lower it")
    if settings.trusted_proxies.strip() == "*" and not _loopback(settings.host):
        yield _warning(
            "RAMP_TRUSTED_PROXIES is * and RAMP_HOST is open: anybody can claim another address",
            "Name the addresses of your proxy",
        )
    yield from _addresses(settings)


def _addresses(settings: Settings) -> Iterator[Finding]:
    if settings.public_url is not None:
        parts = urlsplit(settings.public_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or settings.public_url.endswith("/"):
            yield _error(
                f"RAMP_PUBLIC_URL is {settings.public_url!r}", "Write it as https://ramp.example.org, without a slash"
            )
        elif settings.cookie_secure and parts.scheme == "http":
            yield _error(
                "RAMP_COOKIE_SECURE is on and RAMP_PUBLIC_URL begins with http: nobody can sign in",
                "Serve over https, or unset RAMP_COOKIE_SECURE",
            )
    elif not _loopback(settings.host):
        yield _warning(
            "RAMP_PUBLIC_URL is unset and RAMP_HOST is open: links are made as each request says",
            "Set RAMP_PUBLIC_URL to the address that people see",
        )


def engine(settings: Settings) -> Iterator[Finding]:
    """The SPARQL server that the settings name answers. Raises EngineGoneError and the like."""
    if settings.engine_query_url is None:
        return
    from ramp.engine.endpoint import Endpoint  # half a second of imports, for those who use it
    from ramp.engine.state import QUERY, caveat, rows_of, state_of

    fetched = Endpoint(settings).ask(QUERY, "results", settings.deadline)
    found = state_of(rows_of(fetched.body), datetime.now(UTC))
    if found is None:
        yield Finding(
            "engine", "error", "The SPARQL server answers and holds no release", "Put one there: ramp publish"
        )
    else:
        yield Finding("engine", "ok", f"The SPARQL server of RAMP_ENGINE_QUERY_URL holds version {found.snapshot}")
    if (known := caveat(fetched.server)) is not None:
        yield Finding("engine", "warning", known, "Answer prepared questions from another server, or check them there")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _error(text: str, remedy: str) -> Finding:
    return Finding("settings", "error", text, remedy)


def _warning(text: str, remedy: str) -> Finding:
    return Finding("settings", "warning", text, remedy)


CHECKS: Final[dict[str, Check]] = {"settings": contradictions, "engine": engine}
