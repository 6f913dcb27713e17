"""A page in the browser, served on this computer alone: move the terms of a programme, simulate, compare."""
