"""Sign-in through an institution's OpenID Connect provider: authorization code with PKCE, by Authlib and joserfc.

What must survive the trip to the provider and back is in a short-lived cookie: state, nonce and code verifier, all
random. The provider's answer is compared with them, and refused where it does not fit.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ramp.errors import ForbiddenError, SignInError, in_french
from ramp.settings import Settings
from ramp.workflow.states import Role

SCOPE = "openid email profile"
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_LEEWAY = 60


@dataclass(frozen=True, slots=True)
class Trip:
    """What is remembered while the browser is at the provider."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Trip":
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whom the provider vouches for."""

    subject: str
    name: str
    email: str | None
    role: Role


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of the settings."""

    settings: Settings

    @classmethod
    def of(cls, settings: Settings) -> "Provider | None":
        """The provider, where one is configured."""
        return cls(settings) if settings.oidc_issuer and settings.oidc_client_id else None

    @property
    def name(self) -> str:
        """What the button says."""
        return self.settings.oidc_name

    async def address(self, trip: Trip, back: str) -> str:
        """Where the browser goes to sign in. Raises SignInError."""
        async with self._client(back) as client:
            metadata = await self._metadata(client)
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=trip.state, nonce=trip.nonce, code_verifier=trip.verifier
            )
            return str(url)

    async def signed_in(self, trip: Trip, back: str, answer: dict[str, str]) -> SignedIn:
        """Who has signed in. Raises ForbiddenError where the answer does not fit the trip, else SignInError."""
        if not secrets.compare_digest(answer.get("state", ""), trip.state):
            raise not_begun()
        if "error" in answer or "code" not in answer:
            raise ForbiddenError(
                "The provider did not let you in",
                remedy="Try again, or ask your institution",
                extra=in_french(
                    "Le fournisseur d’identité ne vous a pas laissé entrer",
                    "Réessayez, ou adressez-vous à votre institution",
                ),
            )
        async with self._client(back) as client:
            metadata = await self._metadata(client)
            try:
                token = await client.fetch_token(
                    metadata["token_endpoint"], code=answer["code"], code_verifier=trip.verifier
                )
                keys = (await client.request("GET", metadata["jwks_uri"], withhold_token=True)).json()
            except (OAuthError, httpx2.HTTPError, ValueError) as error:
                raise _failed(error) from None
        return self._read(str(token.get("id_token", "")), keys, metadata, trip.nonce)

    def _read(self, id_token: str, keys: Any, metadata: dict[str, Any], nonce: str) -> SignedIn:
        """The claims of the ID token, checked as OpenID Connect Core 3.1.3.7 says."""
        rules = jwt.JWTClaimsRegistry(
            now=int(time.time()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": metadata["issuer"]},
            aud={"essential": True, "value": self.settings.oidc_client_id or ""},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _failed(error) from None
        email = str(claims["email"]).lower() if claims.get("email") and claims.get("email_verified") is True else None
        curates = email is not None and email in {address.lower() for address in self.settings.oidc_curators}
        return SignedIn(
            subject=f"oidc:{metadata['issuer']}#{claims['sub']}"[:512],
            name=str(claims.get("name") or email or claims["sub"])[:200],
            email=email,
            role=Role.CURATOR if curates else Role.SUBMITTER,
        )

    def _client(self, back: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.settings.oidc_client_id,
            self.settings.oidc_client_secret,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=10,
            follow_redirects=False,
            trust_env=False,
        )

    async def _metadata(self, client: AsyncOAuth2Client) -> dict[str, Any]:
        issuer = (self.settings.oidc_issuer or "").rstrip("/")
        try:
            answer = await client.request("GET", f"{issuer}/.well-known/openid-configuration", withhold_token=True)
            metadata: dict[str, Any] = answer.json()
            if str(metadata["issuer"]).rstrip("/") != issuer:
                raise ValueError("the document names another issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                metadata[name] = str(metadata[name])
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            raise _failed(error) from None
        return metadata


def not_begun() -> ForbiddenError:
    """The error for an answer to a sign-in that this browser knows nothing of."""
    return ForbiddenError(
        "This sign-in was not begun in this browser",
        remedy="Begin again at /sign-in",
        extra=in_french("Cette connexion n’a pas été commencée dans ce navigateur", "Recommencez à /sign-in"),
    )


def _failed(error: Exception) -> SignInError:
    return SignInError(
        f"The sign-in provider gave no valid answer ({type(error).__name__})",
        remedy="Try again; if it stays so, tell whoever runs this service",
        extra=in_french(
            f"Le fournisseur d’identité n’a pas donné de réponse valide ({type(error).__name__})",
            "Réessayez ; si cela persiste, prévenez l’exploitant de ce service",
        ),
    )
