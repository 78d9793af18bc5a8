"""All `RAMP_*` settings, with meaning, unit and default, in one place that the command, the service and the docs read.

Settings are passed as an argument, never read at import. `load_settings` turns a wrong value into one clear sentence.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ramp.errors import SettingsError

MIB = 1024 * 1024


def _iris(value: Any) -> Any:
    """A list of IRIs may be written with spaces or commas between them, as environments go."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


def _absolute(value: Path) -> Path:
    return value.expanduser().absolute()


class Settings(BaseSettings):
    """The settings of one RAMP; `RAMP_PORT=8080` sets `port`, and so on. Sizes are bytes, times are seconds."""

    model_config = SettingsConfigDict(env_prefix="RAMP_", frozen=True, extra="ignore")

    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: user_data_path("ramp"),
        description="Folder for the store, its snapshots, the release cache and the tokens.",
    )
    knowledge: Path | None = Field(
        default=None,
        description="Folder that holds ontology/, shapes/, data/ and queries/; unset: the checkout, else the package.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; 0.0.0.0 opens the service to the network."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    base_iri: str = Field(default="https://w3id.org/ramp/", description="Base of all IRIs of the graph.")
    public_url: str | None = Field(
        default=None,
        description="Address under which the world sees the service, no slash at the end; unset: as requests say.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Addresses whose X-Forwarded-* headers are believed; comma-separated, or *."
    )

    workers: int = Field(default=2, ge=1, le=256, description="Worker processes that parse and evaluate.")
    deadline: float = Field(default=10.0, gt=0, le=3600, description="Wall clock for one query, planning included.")
    worker_memory: int = Field(
        default=512 * MIB, ge=64 * MIB, description="Memory that one worker may take on top of the opened store."
    )
    worker_requests: int = Field(default=10_000, ge=1, description="Requests after which a worker is renewed.")
    queue: int = Field(default=32, ge=0, description="Queries that may wait for a worker; one more gets 503.")
    queue_seconds: float = Field(default=3.0, gt=0, description="Longest wait for a worker; then 503.")
    drain_seconds: float = Field(
        default=12.0, ge=0, description="Time that running requests get when the service stops."
    )

    query_bytes: int = Field(default=64 * 1024, ge=1024, description="Longest SPARQL query or named-query request.")
    query_depth: int = Field(default=48, ge=4, description="Deepest nesting of brackets in a query.")
    query_patterns: int = Field(default=96, ge=1, description="Most triple patterns and paths in a query.")
    query_items: int = Field(default=4096, ge=1, description="Most terms in the VALUES and IN lists of a query.")
    query_operators: int = Field(
        default=512, ge=8, description="Most groups, OPTIONAL, UNION, FILTER and operators of any kind in a query."
    )
    result_bytes: int = Field(
        default=64 * MIB, ge=1024, description="Largest answer; a larger one is an error, never cut."
    )
    spool_bytes: int = Field(
        default=4 * MIB, ge=0, description="Answers above this size wait in a file, not in memory."
    )
    service_allow: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_iris)] = Field(
        default=(),
        description="Full IRIs of SPARQL endpoints that SERVICE may call, separated by spaces; none by default. "
        "With at least one, workers may open sockets.",
    )

    engine_query_url: str | None = Field(
        default=None,
        description="Query address of a SPARQL 1.1 server to answer from; unset: the engine inside RAMP.",
    )
    engine_update_url: str | None = Field(
        default=None, description="Update address of that server; unset: the graph can be read and not be changed."
    )
    engine_graphs_url: str | None = Field(
        default=None,
        description="Graph Store Protocol address of that server, for whole graphs; unset: they travel as updates.",
    )
    engine_user: str | None = Field(default=None, description="User at that server; unset: no login.")
    engine_password: SecretStr | None = Field(
        default=None, description="Password at that server; with RAMP_ENGINE_AUTH=bearer the token."
    )
    engine_auth: Literal["basic", "digest", "bearer"] = Field(
        default="basic", description="How RAMP logs in at that server."
    )
    engine_check_seconds: float = Field(
        default=2.0, gt=0, description="Time between two looks whether that server holds another version."
    )
    engine_connections: int = Field(default=16, ge=1, description="Requests to that server that may run at once.")
    engine_atomic: bool | None = Field(
        default=None,
        description="Whether one update is one transaction there; unset: yes, unless it says that it is Virtuoso. "
        "Where it is not, each answer is checked to be of one version.",
    )

    budget_seconds: float = Field(
        default=60.0, ge=0, description="Processing seconds that one client address may use up at once; 0: no budget."
    )
    budget_refill: float = Field(
        default=1.0, gt=0, description="Processing seconds that a client address gets back in a second."
    )
    read_ahead: bool = Field(
        default=True,
        description="Whether the pages that everyone reads are read once for each version of the graph before a reader "
        "comes.",
    )
    cache_bytes: int = Field(default=64 * MIB, ge=0, description="Memory for answers to repeated queries; 0: none.")
    update_bytes: int = Field(default=64 * MIB, ge=1024, description="Largest body of an update or a graph sent in.")
    update_deadline: float = Field(
        default=60.0, gt=0, description="Wall clock for parsing an update or a graph sent in."
    )

    page_size: int = Field(
        default=1000, ge=1, description="Rows of a named query on one page when `limit` is not given."
    )
    page_size_max: int = Field(default=10_000, ge=1, description="Largest `limit` of a named query.")

    releases: Literal["automatic", "on-demand"] = Field(
        default="automatic",
        description="Whether a release is made by itself, or only by ramp release and POST /releases.",
    )
    release_seconds: float = Field(
        default=900.0, ge=0, description="Time without changes to the graph after which a release is made by itself."
    )
    releases_kept: int = Field(
        default=30, ge=0, description="Newest releases whose files are kept; 0: all. What changed is kept of each."
    )
    release_stores: int = Field(
        default=3, ge=1, le=64, description="Kept releases that are opened for queries at the same time."
    )

    draft_days: int = Field(
        default=90, ge=0, description="Days after which a draft that nobody has saved since is removed; 0: never."
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy address of the tables of submissions and accounts; unset: SQLite in the home folder.",
    )
    session_hours: float = Field(default=12.0, gt=0, description="Hours after which a browser session ends.")
    cookie_secure: bool | None = Field(
        default=None, description="Whether cookies are sent over https only; unset: if public_url begins with https."
    )
    oidc_issuer: str | None = Field(
        default=None, description="OpenID Connect provider of the institution; its discovery document lies below it."
    )
    oidc_client_id: str | None = Field(default=None, description="Name of this service at the OpenID provider.")
    oidc_client_secret: str | None = Field(
        default=None, repr=False, description="Secret of this service at the OpenID provider."
    )
    oidc_name: str = Field(default="OpenID Connect", description="Name of the provider on the sign-in button.")
    oidc_curators: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_iris)] = Field(
        default=(),
        description="Verified e-mail addresses that sign in as curators; all others sign in as submitters.",
    )
    smtp_host: str | None = Field(default=None, description="Mail server for notices; unset: no e-mail is sent.")
    smtp_port: int = Field(default=25, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str | None = Field(default=None, description="User at the mail server; unset: no login.")
    smtp_password: str | None = Field(default=None, repr=False, description="Password at the mail server.")
    smtp_starttls: bool = Field(default=False, description="Whether the mail connection is encrypted by STARTTLS.")
    mail_from: str = Field(default="ramp@localhost", description="Sender of the notices.")
    mail_curators: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_iris)] = Field(
        default=(), description="Addresses that hear of each new submission, separated by spaces or commas."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is logged; query texts only at debug."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="One line of text or of JSON for each event."
    )


def load_settings(**given: Any) -> Settings:
    """Settings from the environment, with `given` on top (None: not given).

    Raises SettingsError naming the setting, the rule and the value's remedy.
    """
    values = {key: value for key, value in given.items() if value is not None}
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        field = Settings.model_fields.get(name)
        raise SettingsError(
            f"RAMP_{name.upper()} has an unusable value: {first['msg']}",
            remedy=f"It means: {field.description}" if field else "See docs for the settings there are",
            extra={"setting": f"RAMP_{name.upper()}"},
        ) from None
