"""`ramp check`: are the shapes kept, is the graph tidy, and does every question still give its expected answer?

Three parts over one reading of the knowledge folders, one report. A violation, or an answer that is not the expected
one, makes the check fail; warnings are listed and do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Store
from rich.console import Console

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.progress import Progress, silent
from ramp.graph.release import read_sources
from ramp.questions.answering import Difference, compare
from ramp.questions.reading import load_questions
from ramp.validation.hygiene import check_hygiene
from ramp.validation.printing import print_report
from ramp.validation.report import Report, Severity
from ramp.validation.running import check_shapes
from ramp.validation.stated import Stated


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the three parts found. `questions`: how many were asked; `wrong`: what is wrong with which answer."""

    shapes: Report
    hygiene: Report
    questions: int
    wrong: Sequence[str]

    @property
    def ok(self) -> bool:
        """No violation, and every answer as expected."""
        return self.shapes.conforms and self.hygiene.conforms and not self.wrong

    def to_json(self) -> dict[str, Any]:
        """The three parts as one JSON object."""
        return {
            "ok": self.ok,
            "shapes": self.shapes.to_json(),
            "hygiene": self.hygiene.to_json(),
            "questions": {"asked": self.questions, "wrong": list(self.wrong)},
        }


def run_check(folders: KnowledgeFolders, progress: Progress = silent, console: Console | None = None) -> CheckReport:
    """Checks the whole graph and prints the report to `console`, if any.

    Raises KnowledgeError where the graph, a shape, a hygiene rule or a question cannot be read.
    """
    store = read_sources(folders, progress)
    stated = Stated(store, folders)
    shapes = check_shapes(store, folders, progress, stated=stated)
    hygiene = check_hygiene(store, folders, progress, stated=stated)
    asked, wrong = check_questions(store, folders, progress)
    report = CheckReport(shapes, hygiene, asked, wrong)
    if console is not None:
        print_check(report, console)
    return report


def check_questions(store: Store, folders: KnowledgeFolders, progress: Progress = silent) -> tuple[int, list[str]]:
    """Asks every question with its default parameters: how many there are, and what is wrong with which answer."""
    questions = load_questions(folders)
    wrong: list[str] = []
    for done, question in enumerate(questions.values()):
        progress("Asking the questions", done, len(questions))
        try:
            difference: Difference | None = compare(store, question)
        except KnowledgeError as error:
            wrong.append(error.sentence())
        else:
            if difference is not None:
                wrong.append(str(difference))
    progress("Asking the questions", len(questions), len(questions))
    return len(questions), wrong


def print_check(report: CheckReport, console: Console) -> None:
    """Writes the report: each broken rule with its first nodes, then a line for each part, then the verdict."""
    print_report(report.shapes, console)
    print_report(report.hygiene, console)
    for line in report.wrong:
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    for title, part in (("Shapes", report.shapes), ("Hygiene", report.hygiene)):
        counts = ", ".join(
            _count(part.count(severity), severity.value) for severity in (Severity.VIOLATION, Severity.WARNING)
        )
        console.print(f"{title}: {_count(part.rules, 'rule')} over {_count(part.nodes, 'node')}: {counts}")
    answered = report.questions - len(report.wrong)
    console.print(f"Questions: {answered} of {report.questions} answered as expected")
    console.print("The graph keeps its rules." if report.ok else "The graph breaks its rules.", style="bold")


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
