"""Room home: its addresses."""

from django.urls import path

from namro.home import calendar, views

urlpatterns = [
    path("", views.front, name="front"),
    path("work/", views.my_work, name="my-work"),
    path("search/", views.find, name="search"),
    path("language/", views.choose_language, name="set_language"),
    path("large-type/", views.large_type, name="large-type"),
    path("drafts/<str:place>/", views.keep_draft, name="draft"),
    path("first/<str:secret>/", views.first_link, name="first-link"),
    path("calendar/", calendar.year, name="calendar"),
    path("calendar/<int:pk>/drop/", calendar.drop, name="calendar-drop"),
    path("health/", views.health, name="health"),
]
