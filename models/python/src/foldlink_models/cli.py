"""`foldlink-models`: a sub-command a use case. Exit status 0, 1 (refused or failed), 2 (usage)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from foldlink_models import __version__, model_command, training_command
from foldlink_models.assess import command as assess
from foldlink_models.datasets import command as datasets
from foldlink_models.importing import command as importing


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="foldlink-models", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    for part in (datasets, training_command, importing, model_command, assess):
        part.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except (ValueError, OSError) as e:
        print(f"foldlink-models {args.command}: {e}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
