"""`forum check`: what is configured, what works, and what to do about the rest."""

import sys
from collections.abc import Iterator

import click
from sqlalchemy.exc import SQLAlchemyError

from forum import config
from forum.app import create_app
from forum.cli.checking import configuration, files, outside, storing
from forum.cli.checking.finding import Finding, bad, good
from forum.cli.errors import sentence
from forum.extensions import db
from forum.server import grounds

MARKS = {"good": ("ok", "green"), "note": ("note", "yellow"), "bad": ("WRONG", "red")}


@click.command(name="check")
def command() -> None:
    """Look at configuration, database, files, mail and more, and say what to do.

    Ends with 1 when something is wrong, so that it can be asked by a script.
    """
    settings = config.read()
    click.secho("Configuration", bold=True)
    for line in configuration.table(settings):
        click.echo(f"  {line}")
    findings = []
    click.secho("\nWhat was looked at", bold=True)
    for finding in _findings(settings):
        findings.append(finding)
        _show(finding)
    wrong = sum(finding.kind == "bad" for finding in findings)
    verb = "is" if wrong == 1 else "are"
    click.echo(f"\n{wrong} of {len(findings)} {verb} wrong." if wrong else "\nNothing is wrong.")
    sys.exit(1 if wrong else 0)


def _findings(settings: config.Config) -> Iterator[Finding]:
    yield from configuration.findings(settings)
    try:
        grounds.require_instance(settings)
    except config.ConfigError as error:
        yield bad("instance folder", str(error))
        return
    yield good("instance folder", f"{settings.instance} can be written")
    settings = config.with_secret_key(settings)
    yield from files.findings(settings)
    app = create_app(settings)
    with app.app_context():
        try:
            yield from storing.findings(settings)
        except SQLAlchemyError as error:
            yield bad("database", sentence(error) or str(error).splitlines()[0])
        finally:
            db.session.rollback()
            db.engine.dispose()
        yield from outside.findings(settings)


def _show(finding: Finding) -> None:
    mark, colour = MARKS[finding.kind]
    click.echo(f"  {click.style(f'{mark:<5}', fg=colour)} {finding.what}: {finding.said}")
    if finding.advice:
        click.echo(f"        → {finding.advice}")
