"""`plainleaf desk`: a workspace comes in; it stands in the browser until somebody stops it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.cli.options import moment, today


@click.command(short_help="Open the workspace in the browser: each text beside all that becomes of it.")
@click.option("--port", type=click.IntRange(0, 65535), default=8317, show_default=True, help="0 takes a free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--read-only", is_flag=True, help="Show everything and change nothing: for a reviewer.")
@click.option("--listen", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Let others reach it there.")
@click.option(
    "--smtp",
    "server",
    metavar="URL",
    default="",
    envvar="PLAINLEAF_SMTP",
    help="Where proofs are sent from: smtp://[USER@]HOST[:PORT] or smtps://….",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="How many processes render.")
def desk(port: int, no_browser: bool, read_only: bool, listen: str, server: str, jobs: int | None) -> None:
    """Open the workspace in the browser: each text at the left, and beside it the handout, the booklet, the newsletter
    and the posts that become of it, with what the checks say. A change in any file shows at once, whoever saved it.

    In a folder without a workspace it offers to begin one.

    It listens on this computer only. With --listen others can reach it: that takes a password in
    PLAINLEAF_DESK_PASSWORD, and the connection is not encrypted.
    """
    import webbrowser

    from pipeline.delivering.sending import read_server
    from pipeline.desk.serving import PASSWORD, gate_for, open_socket, serve
    from pipeline.errors import PlainleafError
    from pipeline.workspace.folder import find_workspace, workspace_in

    try:
        workspace = find_workspace(Path.cwd())
    except PlainleafError:
        if read_only:
            raise
        # Whoever opens a desk in a folder without a workspace begins one in the browser.
        workspace = workspace_in(Path.cwd())
    if server:
        read_server(server)
    listening = open_socket(listen, port)
    gate = gate_for(listen, listening.getsockname()[1], os.environ.get(PASSWORD, ""), read_only)
    address = f"{gate.origin}/door" if gate.password else f"{gate.origin}/door?token={gate.token}"
    click.echo(f"the desk is open at {address}")
    if gate.password:
        may = "read" if read_only else "read and change"
        click.echo(f"whoever reaches it and has the password may {may} everything in {workspace.root}", err=True)
        if server and not read_only:
            click.echo("and send test messages over your mail server, to at most 20 people each", err=True)
        click.echo("the connection is not encrypted: use it only in a network that you trust", err=True)
    click.echo("Ctrl+C closes it", err=True)
    if not no_browser:
        webbrowser.open(address)
    serve(workspace, listening, gate, today, jobs=jobs, server=server, moment=moment)
