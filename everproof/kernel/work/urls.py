"""Addresses of work that are not those of a record."""

from django.urls import path

from everproof.kernel.work import views

app_name = "work"
urlpatterns = [
    path("p/calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("<slug:organization>/calendar/", views.CalendarPage.as_view(), name="calendar"),
]
