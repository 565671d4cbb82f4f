"""``flask evaluate``: measure the portal on known answers, and print the figures."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from portal.evaluation import experts, folders, measures
from portal.evaluation.folders import Record
from portal.evaluation.searching import rankings, suggestions

evaluate = AppGroup("evaluate", help="Measure how well the portal finds, on known answers.")


@evaluate.command("search")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def search_command(folder: Path, as_json: bool) -> None:
    """Measure the search on FOLDER.

    It holds docs.jsonl.gz (id, title, text), queries.jsonl (id, text) and qrels.tsv (a line of
    headings, then query, document and score with tabs between; more than 0 is relevant).

    The documents are indexed in a temporary folder, not in the portal's own index.

    Example: flask --app wsgi evaluate search ./cranfield
    """
    _say(_measured(folder, measures.SEARCH, rankings), as_json)


@evaluate.command("similar")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def similar_command(folder: Path, as_json: bool) -> None:
    """Measure on FOLDER what is offered to someone who asks a question.

    It holds docs.jsonl.gz and queries.jsonl (id, title, text, tags) and qrels.tsv (a line of
    headings, then query, document and score with tabs between; more than 0 is relevant). A
    question that is a document itself, by its id, is not offered.

    The documents are indexed in a temporary folder, not in the portal's own index.

    Example: flask --app wsgi evaluate similar ./similar_questions
    """
    _say(_measured(folder, measures.SIMILAR, suggestions), as_json)


@evaluate.command("experts")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def experts_command(folder: Path, as_json: bool) -> None:
    """Measure on FOLDER whom the finder finds.

    It holds evidence.jsonl.gz (id, user, role, thread, title, text, question_text, tags,
    accepted, created), queries.jsonl (id, title, text, asker, created) and qrels.tsv (a line of
    headings, then query, user and score with tabs between; more than 0 is relevant). Who asks is
    not offered. Queries without an asker are about a topic.

    The evidence is indexed in a temporary folder, not in the portal's own index.

    Example: flask --app wsgi evaluate experts ./experts
    """
    measures.library()
    judged = folders.judgements(folder)
    queries = [query for query in experts.asked_in(folder) if query.id in judged]
    if not queries:
        raise folders.FolderError(f"{folders.JUDGEMENTS} judges none of {folders.QUERIES}")
    judged = {query.id: judged[query.id] for query in queries}
    done = experts.done_in(folder)
    with Progress(console=Console(stderr=True)) as progress:
        asked = progress.track(queries, description="Queries")
        found = experts.experts(current_app, done, asked)
    figures = measures.measure(measures.EXPERTS, judged, found)
    tail = experts.without(experts.most_active(done), judged, found)
    figures |= measures.measure(measures.TAIL, *tail)
    if topics := set(experts.topic_queries(queries)):
        of_topics = {query: judged[query] for query in topics}
        figures |= measures.measure(measures.TOPICS, of_topics, found)
    _say(figures, as_json)


Rank = Callable[[Flask, Iterable[Record], Iterable[Record]], dict[str, list[str]]]


def _measured(folder: Path, wanted: Mapping[str, str], rank: Rank) -> dict[str, float]:
    """The figures of what ``rank`` finds in a folder. Raises ClickException."""
    measures.library()  # before the work, not after it
    judged = folders.judgements(folder)
    queries = [query for query in folders.queries(folder) if query.id in judged]
    if not queries:
        raise folders.FolderError(f"{folders.JUDGEMENTS} judges none of {folders.QUERIES}")
    with (
        folders.opened(folder / folders.DOCUMENTS) as file,
        Progress(console=Console(stderr=True)) as progress,
    ):
        read = progress.wrap_file(file, Path(file.name).stat().st_size, description="Indexing")
        asked = progress.track(queries, description="Queries ")
        found = rank(current_app, folders.documents(read), asked)
    return measures.measure(wanted, {query.id: judged[query.id] for query in queries}, found)


def _say(figures: Mapping[str, float], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, figure in figures.items():
        click.echo(f"{name:<12}{figure:.4f}")
