"""Reports: telling who made one that it is with the team. Its answer is a statement."""

from forum import links
from forum.extensions import db
from forum.models import Report
from forum.queries import audiences
from forum.services import telling


def acknowledge(report_id: int) -> None:
    """Here only: whoever sent it has just read the reference."""
    report = db.session.get(Report, report_id)
    if report is None or report.reporter_id is None:
        return
    people = list(audiences.present(None, [report.reporter_id]).values())
    details = {"path": links.reports(report.reference), "reference": report.reference,
               "is_answer": False}  # fmt: skip
    telling.tell("report", f"report:{report.id}:got", people, details=details, by_mail=False)
