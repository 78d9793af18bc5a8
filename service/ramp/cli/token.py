"""`ramp token`: makes, lists and revokes the tokens of those who may write."""

from typing import Annotated

import typer

from ramp.access.tokens import ROLES, Tokens
from ramp.cli.console import plain_errors
from ramp.cli.options import Home
from ramp.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    commands = typer.Typer(no_args_is_help=True, help="Tokens for those who may write: create, list, revoke.")
    commands.command("create", epilog="Example: ramp token create 'Awa Diop' --role curator.")(create)
    commands.command("list", epilog="Example: ramp token list.")(show)
    commands.command("revoke", epilog="Example: ramp token revoke 1a2b3c4d. A running service refuses it at once.")(
        revoke
    )
    app.add_typer(commands, name="token")


@plain_errors
def create(
    name: Annotated[str, typer.Argument(help="The person or the program that will use it.")],
    role: Annotated[str, typer.Option("--role", "-r", help=f"One of {', '.join(ROLES)}.")] = "curator",
    home: Home = None,
) -> None:
    """Make a token and print it, once: only its hash is kept."""
    token, secret = Tokens(load_settings(home=home).home).create(name, role)
    typer.echo(secret)
    typer.echo(f"Token {token.id} for {token.name}, role {token.role}. It is not shown again.", err=True)


@plain_errors
def show(home: Home = None) -> None:
    """List the tokens: id, role, time of creation, name."""
    for token in Tokens(load_settings(home=home).home).known():
        typer.echo(f"{token.id}  {token.role:<9}  {token.created}  {token.name}")


@plain_errors
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The id, as ramp token list prints it.")],
    home: Home = None,
) -> None:
    """Revoke a token."""
    token = Tokens(load_settings(home=home).home).revoke(token_id)
    typer.echo(f"Token {token.id} of {token.name} is revoked.", err=True)
