"""Room org: a request as our views know it: signed in, with its access."""

from django.http import HttpRequest

from namro.org.access import Access
from namro.org.models import User


class Request(HttpRequest):
    """What `RefusedByDefault` hands to a view that is not public."""

    access: Access
    user: User
