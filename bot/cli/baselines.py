"""`stet baseline`: check a file, run its own examples, audit the article, draft a first file."""

from __future__ import annotations

import click


@click.group()
def baseline() -> None:
    """Work on a baseline file.

    Example:  stet baseline check my-article.toml
    """


@baseline.command()
@click.argument("file")
def check(file: str) -> None:
    """Say what is wrong with a baseline file: line, field, and what would be right.

    Example:  stet baseline check my-article.toml
    """
    from watchers.baseline import load_baseline

    loaded = load_baseline(file)
    click.echo(
        f"{file}: {len(loaded.claims)} claims, {len(loaded.actors)} actors, "
        f"{len(loaded.places)} places, {len(loaded.examples)} examples; nothing is wrong"
    )


@baseline.command()
@click.argument("file")
def test(file: str) -> None:
    """Read the file's own examples and compare them with what it expects.

    Example:  stet baseline test my-article.toml
    """
    from watchers.baseline import load_baseline
    from watchers.examples import failures

    loaded = load_baseline(file)
    wrong = failures(loaded)
    for line in wrong:
        click.echo(line)
    click.echo(f"{len(loaded.examples) - len(wrong)} of {len(loaded.examples)} examples hold")
    if wrong:
        raise click.exceptions.Exit(1)


@baseline.command()
@click.argument("file")
def audit(file: str) -> None:
    """Hold the article against what was known by its own date: what was contested at birth?

    Example:  stet baseline audit iraq-balancing-act
    """
    from bot.messages.tables import show, why_lines
    from watchers.audit import audit as audit_of
    from watchers.baseline import load_baseline

    loaded = load_baseline(file)
    contested = audit_of(loaded)
    for delta in contested:
        show(why_lines(delta, loaded.claim(delta.claim)))
    if not contested:
        click.echo("nothing known by the article's own date contradicts it")


@baseline.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
def draft(file: str) -> None:
    """Print a first draft of a baseline: an article's claims, those that date fastest first.

    Example:  stet baseline draft article.txt > my-article.toml
    """
    from watchers.draft import draft_of

    with click.open_file(file, encoding="utf-8") as stream:
        click.echo(draft_of(stream.read()), nl=False)
