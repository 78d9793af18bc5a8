"""`python -m ramp` is the command `ramp`."""

from ramp.cli import main

if __name__ == "__main__":
    main()
