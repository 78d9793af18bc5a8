"""Who signs in: accounts from access tokens and from an OpenID provider, browser sessions, roles."""
