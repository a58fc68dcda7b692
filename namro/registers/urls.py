"""Room registers: the addresses of every declared register."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from namro.registers import figures, views
from namro.registers.kit import REGISTERS, Book, Register


def _of(register: Register, book: Book) -> Iterator[URLPattern]:
    slug, name = book.slug, book.name
    yield path(f"{slug}/", views.record_list(register, book), name=f"{name}-list")
    if book.new:
        view = views.record_new(register, book, book.new)
        yield path(f"{slug}/new/", view, name=f"{name}-new")
    one = f"{slug}/<uuid:key>"
    yield path(f"{one}/", views.record_detail(register, book), name=f"{name}-detail")
    if book.asks:
        view = views.record_ask(register, book)
        yield path(f"{one}/ask/<slug:ask>/", view, name=f"{name}-ask")
    if book.life:
        view = views.record_step(register, book)
        yield path(f"{one}/steps/<slug:step>/", view, name=f"{name}-step")
    if book.papers:
        view = views.record_issue(register, book)
        yield path(f"{one}/issue/<slug:kind>/", view, name=f"{name}-issue")
    if book.prints:
        view = views.record_print(register, book)
        yield path(f"{one}/print/<slug:name>/<slug:ending>/", view, name=f"{name}-print")


def _all() -> Iterator[URLPattern]:
    for register in REGISTERS.values():
        yield from register.urls
        if register.counts:
            view = figures.page(register, register.counts)
            yield path(f"{register.name}/figures/", view, name=f"{register.name}-figures")
        for book in register.books:
            yield from _of(register, book)


urlpatterns: list[URLPattern] = list(_all())
