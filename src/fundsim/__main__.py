"""``python -m fundsim`` is the command ``fundsim``."""

from fundsim.cli import main

if __name__ == "__main__":
    main()
