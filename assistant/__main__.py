"""`python -m assistant` is `troly`."""

from assistant.cli import main

if __name__ == "__main__":
    main()
