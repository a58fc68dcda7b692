"""Room config: `namro link`: a one-time link for a first or a new password."""

import argparse
import sys

from namro.config.commands.ready import ready
from namro.org import actions
from namro.org.models import User


def run(args: argparse.Namespace) -> int:
    """Print the link once; the database keeps only its digest."""
    ready()
    user = User.objects.filter(username=args.username).first() if args.username else None
    if args.username and user is None:
        print(f"namro link: there is no account “{args.username}”.", file=sys.stderr)
        return 1
    if user is None and User.objects.exists():
        print("namro link: the first administrator exists; name an account.", file=sys.stderr)
        return 1
    print(f"{args.base}/first/{actions.make_first_link(user)}/")
    return 0
