"""Start GridDesk as `python -m console`."""

from console.entry import main

if __name__ == "__main__":
    main()
