"""The `stet` command: names the commands, turns errors into a line and an exit code; works not."""

from __future__ import annotations

import sys

import click

from bot.cli import baselines, feeds, ledger, outputs, reading, service
from storage.errors import StetError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="stet", message="stet %(version)s")
def stet() -> None:
    """Hold one published article against the news, claim by claim.

    Without a token the terminal is the chat:  stet run
    """


for command in (
    service.run,
    service.demo,
    reading.read,
    reading.quantities,
    reading.replay,
    reading.reread,
    ledger.claims,
    ledger.tally,
    ledger.deltas,
    ledger.events,
    ledger.why,
    ledger.dropped,
    outputs.export,
    outputs.page,
    outputs.claimreview,
    outputs.correction,
    feeds.feeds,
    baselines.baseline,
    service.doctor,
    service.backup,
):
    stet.add_command(command)


def main() -> None:
    """Run the command line; the process ends with one of the documented exit codes."""
    try:
        outcome = stet.main(standalone_mode=False)
    except click.UsageError as error:
        click.echo(f"stet: {error.format_message()}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"stet: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except StetError as error:
        click.echo(f"stet: {error}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has left; there is nobody to tell.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(outcome if isinstance(outcome, int) else 0)
