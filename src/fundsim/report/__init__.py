"""What a run leaves behind for its readers: tables, files, the printed summary."""

from fundsim.report.chart_tables import assumption_table, stress_table, township_table, who_pays_table
from fundsim.report.csv_files import write_csv
from fundsim.report.decision_tables import comparison_table
from fundsim.report.exports import write_table
from fundsim.report.outlay_tables import outlay_table
from fundsim.report.ruin_tables import time_to_ruin_table
from fundsim.report.run_files import write_run_files
from fundsim.report.table_kinds import TABLE_KINDS, TableKind, available_tables
from fundsim.report.tables import monthly_report, reconciliation, summary_table
from fundsim.report.terminal import terminal_summary

__all__ = [
    "TABLE_KINDS",
    "TableKind",
    "assumption_table",
    "available_tables",
    "comparison_table",
    "monthly_report",
    "outlay_table",
    "reconciliation",
    "stress_table",
    "summary_table",
    "terminal_summary",
    "time_to_ruin_table",
    "township_table",
    "who_pays_table",
    "write_csv",
    "write_run_files",
    "write_table",
]
