"""Room config: the account that answers for what a command does."""

from namro.org.models import User


def answering(name: str | None) -> User | None:
    """The account of that name; without one the first that holds the role of an office."""
    accounts = User.objects.select_related("person")
    if name:
        return accounts.filter(username=name).first()
    return accounts.filter(person__grants__role="office").order_by("pk").first()
