"""Room papers: its addresses."""

from django.urls import URLPattern, path

from namro.papers.views import forms_of_papers as forms
from namro.papers.views import papers

urlpatterns: list[URLPattern] = [
    path("papers/", papers.paper_list, name="papers"),
    path("papers/books/", papers.book_list, name="number-books"),
    path("papers/books/<int:pk>/", papers.book_detail, name="number-book"),
    path("papers/heads/", forms.head_list, name="paper-heads"),
    path("papers/heads/<int:pk>/<str:form>/", forms.head_edit, name="paper-head"),
    path("papers/templates/", forms.template_list, name="paper-templates"),
    path("papers/templates/<str:form>/put/", forms.template_put, name="paper-template-put"),
    path("papers/templates/<str:form>/back/", forms.template_back, name="paper-template-back"),
    path(
        "papers/templates/<str:form>/<str:which>/", forms.template_file, name="paper-template-file"
    ),
    path("papers/bundles/", papers.bundle_new, name="paper-bundle-new"),
    path("papers/bundles/<uuid:key>/", papers.bundle_detail, name="paper-bundle"),
    path("papers/bundles/<uuid:key>/file/", papers.bundle_file, name="paper-bundle-file"),
    path("papers/<uuid:key>/", papers.paper_detail, name="paper-detail"),
    path("papers/<uuid:key>/cancel/", papers.paper_cancel, name="paper-cancel"),
    path("papers/<uuid:key>/file/<str:ending>/", papers.paper_file, name="paper-file"),
]
