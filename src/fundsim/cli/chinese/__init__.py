"""What commands say of faults, in Chinese: imported only when Chinese is asked for."""

from fundsim.cli.chinese.faults import error_in, fault_in, phrase_in

__all__ = ["error_in", "fault_in", "phrase_in"]
