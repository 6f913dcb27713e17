"""One path followed to its causes: what happened to each loan, and the books of each month."""

from fundsim.trace.following import FollowedPath, follow_path, trace_path

__all__ = ["FollowedPath", "follow_path", "trace_path"]
