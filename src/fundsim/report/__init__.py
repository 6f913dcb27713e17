"""What a run leaves behind for its readers: tables, files, the printed summary."""

from fundsim.report.run_files import write_csv, write_run_files
from fundsim.report.tables import monthly_report, reconciliation, summary_table
from fundsim.report.terminal import terminal_summary

__all__ = [
    "monthly_report",
    "reconciliation",
    "summary_table",
    "terminal_summary",
    "write_csv",
    "write_run_files",
]
