"""A run renders each format once, tells who listens, and leaves nothing unnamed."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.building.build import Build, Progress
from pipeline.building.jobs import ReadJob, RenderJob
from pipeline.building.library import Library
from pipeline.building.planning import Request, Step
from pipeline.building.processes.running import READ_SECONDS, RENDER_SECONDS, EndedError, InProcess, Runner
from pipeline.building.report import EditionReport, Fate, Report
from pipeline.edition.name import EditionName
from pipeline.finding import Finding, Place, Severity
from pipeline.workspace.folder import Workspace
from pipeline.workspace.output import Output
from tests.building.leaf import ARTICLE, DAY, RENDERED, TIDES, Leaf, build, list_variants, retitle, said, steps, write
from tests.test_edition import BRAND
from tests.workspace import with_head

LATE = date(2028, 10, 2)


class Executor(InProcess):
    """Runs in this process; ends jobs that `ends` gives a reason for, and remembers each job and its time."""

    def __init__(self, library: Library, ends: Callable[[Any], str] = lambda _: "") -> None:
        super().__init__(library.style_files)
        self.ends = ends
        self.jobs: list[tuple[Any, int]] = []
        self.warm = 0

    def submit(self, function: Callable[[Any], Any], job: Any, seconds: int) -> Future[Any]:
        self.jobs.append((job, seconds))
        if why := self.ends(job):
            future: Future[Any] = Future()
            future.set_exception(EndedError(why))
            return future
        return super().submit(function, job, seconds)

    def warm_up(self) -> None:
        self.warm += 1


class Run:
    """One run with everything that it told."""

    def __init__(
        self, workspace: Workspace, request: Request = DAY, *, ends: Callable[[Any], str] = lambda _: ""
    ) -> None:
        self.started: list[int] = []
        self.rendered: list[str] = []
        self.finished: list[EditionReport] = []
        library = Library.open(workspace, request.today)
        self.executor = Executor(library, ends)
        told = Progress(self.started.append, self.rendered.append, self.finished.append)
        output = Output(workspace.output)
        self.build = Build(library, output, request, told)
        with output.locked(), Runner(lambda: self.executor) as runner:
            self.report: Report = self.build.run(runner)

    @property
    def only(self) -> EditionReport:
        (edition,) = self.report.editions
        return edition


@pytest.fixture
def bark(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A third format, which prints no pages and stands between the two."""
    monkeypatch.setitem(sys.modules, "pipeline.formats.bark", Leaf("bark", frozenset()))
    monkeypatch.setattr("pipeline.channels.FORMATS", ("leaf", "bark", "twig"))
    (workspace.styles / "bark").mkdir()
    (workspace.styles / "bark/bark.html").write_text("x")
    return workspace


def withdraw(workspace: Workspace, word: str) -> None:
    write(workspace.root, with_head(ARTICLE).replace("lang: en", f"lang: en\nstatus: {word}"))


# rendering


def test_each_format_is_rendered_once(bark: Workspace) -> None:
    """Also when others wait for the pages of one of them."""
    run = Run(bark)
    jobs = [job.format for job, _ in run.executor.jobs if isinstance(job, RenderJob)]
    assert sorted(jobs) == ["bark", "leaf", "twig"] and jobs.index("leaf") < jobs.index("twig")
    assert sorted(RENDERED) == [f"tide/en/tides/{form}/full" for form in ("bark", "leaf", "twig")]
    assert sorted(run.rendered) == ["tide/en/tides bark", "tide/en/tides leaf", "tide/en/tides twig"]


def test_a_format_that_prints_the_pages_of_two_others_waits_for_both(
    bark: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pipeline.formats.twig", Leaf("twig", frozenset({"leaf", "bark"})))
    jobs = [job.format for job, _ in Run(bark).executor.jobs if isinstance(job, RenderJob)]
    assert len(jobs) == 3 and jobs[-1] == "twig"


def test_who_listens_is_told_how_much_there_is_and_each_edition_once(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    run = Run(workspace)
    assert run.started == [4]
    assert sorted(str(each.name) for each in run.finished) == ["tide/en/tides", "tide/en/waves"]
    assert sorted(run.finished, key=lambda each: each.name.slug) == list(run.report.editions)
    again = Run(workspace)
    assert (again.started, again.rendered) == ([0], []) and [each.fate for each in again.finished] == [
        Fate.UP_TO_DATE
    ] * 2
    retitle(workspace, "Higher waves", "waves")
    assert Run(workspace).started == [2]


def test_jobs_have_their_limits_of_time_and_warm_processes(workspace: Workspace) -> None:
    run = Run(workspace)
    assert [seconds for job, seconds in run.executor.jobs if isinstance(job, ReadJob)] == [READ_SECONDS]
    assert [seconds for job, seconds in run.executor.jobs if isinstance(job, RenderJob)] == [RENDER_SECONDS] * 2
    assert run.executor.warm == 1
    again = Run(workspace)
    assert (again.executor.jobs, again.executor.warm) == ([], 0)


def test_a_job_says_what_is_wanted_and_in_which_state(workspace: Workspace) -> None:
    run = Run(workspace, replace(DAY, today=date(2028, 9, 1), formats=("leaf",), variants=("small",)))
    (job,) = [job for job, _ in run.executor.jobs if isinstance(job, RenderJob)]
    assert (job.name, job.format, job.state.value, job.draft) == (TIDES, "leaf", "due", False)
    assert (job.variants, job.added, job.page_map) == (("small",), ("small",), None)
    draft = Run(workspace, replace(DAY, draft=True))
    assert all(job.draft for job, _ in draft.executor.jobs if isinstance(job, RenderJob))


def test_an_article_is_read_again_when_something_is_made_of_it(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    Run(workspace)
    (workspace.styles / "leaf/leaf.html").write_text("y")
    read = [job.source.slug for job, _ in Run(workspace).executor.jobs if isinstance(job, ReadJob)]
    assert read == ["tides", "waves"]
    retitle(workspace, "Higher waves", "waves")
    read = [job.source.slug for job, _ in Run(workspace).executor.jobs if isinstance(job, ReadJob)]
    assert read == ["waves"]


def test_a_plan_names_the_work_in_order_and_writes_nothing(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    waves = EditionName("tide", "en", "waves")
    assert steps(workspace) == [
        Step(name, form, "not built yet") for name in (TIDES, waves) for form in ("leaf", "twig")
    ]
    assert not workspace.output.exists()
    withdraw(workspace, "draft")
    assert {step.edition for step in steps(workspace)} == {waves}
    assert {step.edition for step in steps(workspace, replace(DAY, draft=True))} == {TIDES, waves}


def test_a_build_says_nothing_to_nobody(workspace: Workspace) -> None:
    library = Library.open(workspace, DAY.today)
    quiet = Build(library, Output(workspace.output), DAY)
    assert quiet.progress.started(3) is None and quiet.progress.rendered("x") is None  # type: ignore[func-returns-value]
    assert quiet.request == DAY and quiet.library is library


# page numbers


def pages(workspace: Workspace) -> Any:
    return json.loads((workspace.output / "tide/en/tides/twig/full.json").read_bytes())["pages"]


def test_page_numbers_are_those_of_the_full_product(workspace: Workspace) -> None:
    list_variants(workspace, "small full")
    run = Run(workspace)
    (twig,) = [job for job, _ in run.executor.jobs if isinstance(job, RenderJob) and job.format == "twig"]
    assert twig.page_map == {"walk": 3} and pages(workspace) == {"walk": 3}


def test_page_numbers_of_what_is_published_are_used_when_it_is_not_made_anew(workspace: Workspace) -> None:
    list_variants(workspace, "full small")
    Run(workspace)
    path = workspace.output / "tide/en/tides/manifest.json"
    manifest = json.loads(path.read_bytes())
    for each in manifest["products"]:
        each["placements"] = {"walk": {"leaf/full": 7, "leaf/small": 8}.get(f"{each['format']}/{each['variant']}", 9)}
    manifest["products"].reverse()
    del manifest["seal"]
    path.write_text(json.dumps(manifest))
    (workspace.styles / "twig").mkdir()
    (workspace.styles / "twig/new.css").write_text("x")
    Run(workspace)
    assert pages(workspace) == {"walk": 7}


def test_without_a_full_product_no_page_numbers_are_known(workspace: Workspace) -> None:
    list_variants(workspace, "small")
    run = Run(workspace)
    assert [job.page_map for job, _ in run.executor.jobs if isinstance(job, RenderJob)] == [None, None]
    (workspace.styles / "twig").mkdir()
    (workspace.styles / "twig/new.css").write_text("x")
    again = Run(workspace)
    assert [job.page_map for job, _ in again.executor.jobs if isinstance(job, RenderJob)] == [None]


def test_a_full_product_that_could_not_be_rendered_leaves_the_published_pages(workspace: Workspace) -> None:
    Run(workspace)
    retitle(workspace, "It refuses now")
    run = Run(workspace)
    (twig,) = [job for job, _ in run.executor.jobs if isinstance(job, RenderJob) and job.format == "twig"]
    assert twig.page_map == {"walk": 3}


# jobs that were ended


def is_reading(job: object, slug: str) -> bool:
    return isinstance(job, ReadJob) and job.source.slug == slug


def is_rendering(job: object, form: str) -> bool:
    return isinstance(job, RenderJob) and job.format == form


def test_an_article_whose_reading_was_ended_is_named_and_the_others_are_published(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    run = Run(workspace, ends=lambda job: "its process died" if is_reading(job, "waves") else "")
    assert run.only.name == TIDES and run.only.fate is Fate.BUILT
    (fault,) = run.report.findings.found
    assert (fault.rule, str(fault.where)) == ("build/ended", "source/waves/article.md (reading)")
    assert fault.message == "reading could not be finished: its process died"
    again = Run(workspace)
    assert [each.name.slug for each in again.report.editions] == ["tides", "waves"]


def test_a_format_whose_rendering_was_ended_is_named_and_the_others_are_published(workspace: Workspace) -> None:
    run = Run(workspace, ends=lambda job: "it took too long" if is_rendering(job, "leaf") else "")
    assert run.only.fate is Fate.BUILT and set(said(workspace)) == {"tide/en/tides/twig/full.json"}
    assert [each.message for each in run.report.all_findings.found] == [
        "the leaf could not be finished: it took too long"
    ]
    assert run.rendered == ["tide/en/tides leaf", "tide/en/tides twig"]


# what is not rendered


@pytest.mark.parametrize(
    ("word", "fate", "why"),
    [
        ("withdrawn", Fate.WITHDRAWN, "its author withdrew it"),
        ("draft", Fate.PARKED, "it is parked (status: draft)"),
    ],
)
def test_what_its_author_takes_back_is_moved_and_named(workspace: Workspace, word: str, fate: Fate, why: str) -> None:
    withdraw(workspace, word)
    never = Run(workspace).only
    assert (never.fate, never.notes, never.findings.found) == (fate, (), ())
    write(workspace.root, ARTICLE)
    Run(workspace)
    withdraw(workspace, word)
    unsaved = Run(workspace, replace(DAY, save=False)).only
    assert (unsaved.fate, unsaved.notes) == (fate, ()) and said(workspace)
    run = Run(workspace)
    assert (run.only.fate, run.only.notes) == (fate, ("its output lies in _withdrawn/",))
    assert (run.only.title, run.only.file) == ("Tides and how to read them", "source/tides/article.md")
    assert (run.only.state, run.only.draft, run.finished) == ("current", False, [run.only])
    assert set(Output(workspace.output).withdrawn(TIDES).values()) == {why}


def test_an_expired_article_says_whether_its_output_was_moved(workspace: Workspace) -> None:
    build(workspace)
    late = replace(DAY, today=LATE)
    (unsaved,) = Run(workspace, replace(late, save=False)).only.findings.found
    assert unsaved.message.endswith("is not published any more") and said(workspace)
    run = Run(workspace, late)
    (moved,) = run.only.findings.found
    assert moved.message.endswith("its output was moved to output/_withdrawn/")
    assert (run.only.fate, run.only.notes, run.only.state) == (Fate.FAILED, (), "expired")
    assert set(Output(workspace.output).withdrawn(TIDES).values()) == {"it was due for review"}


def test_an_expired_article_says_what_else_is_wrong_with_it(workspace: Workspace) -> None:
    write(workspace.root, ARTICLE.replace("The sand", "[The sand](waves)"))
    found = Run(workspace, replace(DAY, today=LATE)).only.findings.found
    assert [each.rule for each in found] == ["article/link-broken", "article/expired"]


def test_a_run_without_work_says_what_it_left_alone_and_what_a_setting_lists(workspace: Workspace) -> None:
    build(workspace)
    (workspace.styles / "leaf/leaf.html").write_text("y")
    run = Run(workspace, replace(DAY, formats=("twig",), without=("full",)))
    assert run.only.fate is Fate.UP_TO_DATE and run.only.notes == (
        "the leaf was left alone, and is out of date: styles changed",
        "twig/full: the brand or the article lists it; take it out there",
    )


def test_a_faulty_article_keeps_what_is_published_and_says_its_faults(workspace: Workspace) -> None:
    build(workspace)
    write(workspace.root, ARTICLE.replace("The sand", "[The sand](waves)"))
    before = said(workspace)
    run = Run(workspace)
    assert (run.only.fate, run.only.notes) == (Fate.FAILED, ()) and said(workspace) == before
    assert [each.rule for each in run.only.findings.found] == ["article/link-broken"]
    assert run.executor.jobs and not RENDERED[2:]


# what nothing stands for any more


def test_an_orphan_is_reported_behind_what_was_worked_on(workspace: Workspace) -> None:
    build(workspace)
    (workspace.source / "tides").rename(workspace.source / "waves")
    run = Run(workspace)
    alive, gone = run.report.editions
    assert (str(alive.name), str(gone.name)) == ("tide/en/waves", "tide/en/tides")
    assert (gone.title, gone.file, gone.state) == ("Tides and how to read them", "source/tides/article.md", "current")
    assert (gone.draft, gone.fate, gone.findings.found) == (False, Fate.WITHDRAWN, ())
    assert gone.notes == ('there is no article "tides" any more; its output lies in _withdrawn/',)
    assert run.finished == [alive, gone]


def test_an_orphan_without_a_manifest_is_named_by_its_folder(workspace: Workspace) -> None:
    build(workspace)
    (workspace.output / "tide/en/tides/manifest.json").unlink()
    (workspace.source / "tides").rename(workspace.source / "waves")
    gone = Run(workspace).report.editions[-1]
    assert (gone.title, gone.file) == ("tides", "")
    assert set(Output(workspace.output).withdrawn(TIDES).values()) == {'there is no article "tides" any more'}


def test_drafts_of_what_is_gone_are_removed_and_what_is_published_stays(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    retitle(workspace, "Foam", "foam")
    draft = replace(DAY, draft=True)
    build(workspace)
    build(workspace, draft)
    shutil.rmtree(workspace.source / "waves")
    shutil.rmtree(workspace.source / "foam")
    run = Run(workspace, draft)
    assert run.only.name == TIDES and run.only.draft
    assert not (workspace.output / "_drafts/tide/en/waves").exists()
    assert not (workspace.output / "_drafts/tide/en/foam").exists()
    assert (workspace.output / "tide/en/waves/leaf/full.json").is_file()


# what was not worked on


def others(workspace: Workspace, **wish: Any) -> dict[str, str]:
    report = Run(workspace, replace(DAY, **{"articles": ("tides",), **wish})).report
    return {str(name): why for name, why in report.stale}


def test_published_editions_that_were_not_worked_on_are_named_with_the_reason(workspace: Workspace) -> None:
    for slug in ("waves", "foam", "reef"):
        retitle(workspace, slug.title(), slug)
    build(workspace)
    assert others(workspace) == {}
    (workspace.output / "tide/en/waves/manifest.json").write_text("{")
    retitle(workspace, "More foam", "foam")
    assert others(workspace) == {"tide/en/foam": "source changed", "tide/en/waves": "its manifest is broken"}
    assert others(workspace, draft=True) == {}
    build(workspace)
    brand = workspace.styles / "brands/tide/brand.toml"
    brand.write_bytes(brand.read_bytes() + b"\n# more\n")
    assert others(workspace) == dict.fromkeys(("tide/en/foam", "tide/en/reef", "tide/en/waves"), "brand changed")


def test_published_editions_that_are_due_for_review_are_named(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    build(workspace)
    file = workspace.source / "tides/article.md"
    file.write_text(file.read_text().replace("next_review: 2028-10-01", "next_review: 2029-10-01"))
    assert others(workspace, today=LATE) == {"tide/en/waves": "it was due for review"}


def test_a_published_edition_whose_article_has_errors_now_is_stale(workspace: Workspace) -> None:
    write(workspace.root, ARTICLE, "waves")
    build(workspace)
    write(workspace.root, ARTICLE.replace("The sand", "[The sand](foam)"), "waves")
    build(workspace)
    assert others(workspace) == {"tide/en/waves": "source changed"}


def test_what_nothing_stands_for_any_more_is_not_called_stale(workspace: Workspace) -> None:
    retitle(workspace, "Waves", "waves")
    build(workspace)
    shutil.rmtree(workspace.source / "waves")
    assert others(workspace, save=False) == {}


# findings that belong to no edition


def test_a_run_on_one_article_tells_what_stands_against_it_and_not_what_stands_against_others(
    workspace: Workspace,
) -> None:
    for slug in ("waves", "foam"):
        write(workspace.root, with_head(ARTICLE).replace("lang: en", "lang: en\nbrands: [tyde]"), slug)
    write(workspace.root, ARTICLE, "reef")
    (workspace.source / "sea.collection.toml").write_text('title = "The sea"\narticles = ["waves", "wind"]\n')

    def files(*articles: str) -> list[str]:
        return [each.where.file for each in Run(workspace, replace(DAY, articles=articles)).report.findings.found]

    foam, waves, sea = "source/foam/article.md", "source/waves/article.md", "source/sea.collection.toml"
    assert sorted(files()) == sorted([foam, waves, sea])
    assert files("reef") == []
    assert files("waves") == [waves]
    assert sorted(files("sea")) == sorted([waves, sea])
    assert sorted(files("sea", "foam")) == sorted([foam, waves, sea])


def test_a_manifest_that_cannot_be_read_is_named_with_what_to_do(workspace: Workspace) -> None:
    build(workspace)
    retitle(workspace, "Waves", "waves")
    (workspace.output / "tide/en/tides/manifest.json").write_text("{")
    run = Run(workspace)
    assert run.report.findings.found == (
        Finding(
            "build/manifest-unreadable",
            Severity.WARNING,
            Place("tide/en/tides/manifest.json"),
            "the manifest of this edition cannot be read, and all of it is made anew",
            "leave manifests to plainleaf; ask for variants that you had added with --variant again",
        ),
    )
    for slug in ("tides", "waves"):
        (workspace.output / f"tide/en/{slug}/manifest.json").write_text("{")
    assert len(Run(workspace).report.findings.found) == 2


# publishing


def test_what_is_published_is_in_its_manifest_and_pictures_of_it_in_the_cache(workspace: Workspace) -> None:
    run = Run(workspace)
    output = Output(workspace.output)
    manifest = output.manifest(TIDES)
    assert [each["variant"] for each in manifest["products"]] == ["full", "full"]
    assert run.only.products[0].name == "leaf/full"
    assert output.memory.recall()["engine"] == "engine"


def test_a_check_publishes_and_remembers_nothing(workspace: Workspace) -> None:
    run = Run(workspace, replace(DAY, save=False))
    assert run.only.fate is Fate.CHECKED and run.finished == [run.only]
    assert [path.name for path in workspace.output.iterdir()] == [".lock"]


def test_a_run_without_work_keeps_the_findings_of_products(workspace: Workspace) -> None:
    list_variants(workspace, "full small")
    retitle(workspace, "Tides?")
    Run(workspace)
    file = workspace.styles / "rules.toml"
    assert not file.exists()
    again = Run(workspace).only
    assert again.fate is Fate.UP_TO_DATE and [each.message for each in again.all_findings.found] == ["it shouts"]


def test_notes_of_what_left_stand_before_what_was_left_alone(workspace: Workspace) -> None:
    Run(workspace, replace(DAY, formats=("leaf",), variants=("small",)))
    Run(workspace)
    (workspace.styles / "leaf/leaf.html").write_text("y")
    (workspace.output / "tide/en/tides/leaf/mine.txt").write_text("mine")
    run = Run(workspace, replace(DAY, formats=("leaf",), variants=("full",), without=("small", "full")))
    assert run.only.notes[0].startswith("leaf/small is not published any more")
    assert run.only.notes[1:] == (
        "leaf/full: the brand or the article lists it; take it out there",
        "leaf/mine.txt is not of this edition; it lies in _withdrawn/",
    )


def test_several_brands_print_the_pages_that_each_of_them_asks_for(workspace: Workspace) -> None:
    folder = workspace.styles / "brands/wave"
    folder.mkdir()
    (folder / "brand.toml").write_bytes(BRAND)
    run = Run(workspace)
    assert run.started == [4] and len(RENDERED) == 4
    assert [str(each.name) for each in run.report.editions] == ["tide/en/tides", "wave/en/tides"]
