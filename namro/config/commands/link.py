"""Room config: `namro link`: a one-time link for a first or a new password."""

import argparse
import sys

from namro.config import fit, site
from namro.config.commands.ready import ready
from namro.core.audit import Actor
from namro.core.errors import Refused
from namro.org import links
from namro.org.models import User


def run(args: argparse.Namespace) -> int:
    """Print the link once; the database keeps only its digest."""
    for fault in fit.to_start():
        print(f"namro link: {fault}", file=sys.stderr)
        return 1
    ready()
    user = User.objects.filter(username=args.username).first() if args.username else None
    if problem := _wrong(args, user):
        print(f"namro link: {problem}", file=sys.stderr)
        return 1
    if user is not None and args.administrator:
        try:
            given = links.give_back(user, Actor(None, "namro link", via="command"))
        except Refused as refused:
            print(f"namro link: {refused.message}", file=sys.stderr)
            return 1
        print(f"{user.username} administers every root again; roles given: {given}")
    print(f"{args.base or site.address()}/first/{links.make_first_link(user)}/")
    return 0


def _wrong(args: argparse.Namespace, user: User | None) -> str:
    if args.username and user is None:
        return f"there is no account “{args.username}”."
    if args.administrator and user is None:
        return "name the account that gets the role of the administrator back."
    if user is None and User.objects.exists():
        return "the first administrator exists; name an account."
    if user is not None and not user.is_active and not args.administrator:
        return f"the account “{user.username}” is locked; open it on its page first."
    return ""
