"""`plainleaf worker`: the address of a scheduler comes in; this computer renders for it until it is told to stop."""

from __future__ import annotations

import click


@click.command(short_help="Render on this computer for builds started elsewhere.")
@click.argument("scheduler", metavar="SCHEDULER")
@click.option("--jobs", type=click.IntRange(1, 256), help="How many at once; a job a processor by default.")
def worker(scheduler: str, jobs: int | None) -> None:
    """Be a worker of the Dask scheduler at SCHEDULER (dask://host:8786) until it stops or Ctrl-C.

    Anybody who reaches the scheduler can run programs here: use it in a network of your own only. Needs
    plainleaf[dask], and the same versions as where the build is started, or it gets no jobs.
    """
    from pipeline.building.processes.cluster import run_worker
    from pipeline.building.processes.running import processor_count

    run_worker(scheduler, jobs or processor_count())
