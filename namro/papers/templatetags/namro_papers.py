"""Room papers: a symbol in a text becomes a link where it is a paper that the reader may see."""

from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from namro.papers import symbols

register = template.Library()


@register.filter
def linked(words: str, links: Mapping[str, str]) -> SafeString:
    """The text, escaped, with links on the symbols that `queries.symbol_links` has found."""
    parts: list[tuple[SafeString]] = []
    at = 0
    for one in symbols.find(words):
        href = links.get(one.canonical)
        if href:
            parts.append((conditional_escape(words[at : one.start]),))
            parts.append((format_html('<a href="{}">{}</a>', href, one.text),))
            at = one.end
    parts.append((conditional_escape(words[at:]),))
    return format_html_join("", "{}", parts)


@register.filter
def bar_width(share: float) -> str:
    """A share of a bar's width in percent, with a point, for an attribute."""
    return f"{max(share * 100, 0.5):.1f}"
