"""Addresses of notifications: a person's own pages, and the link at the foot of each mail."""

from django.urls import path

from everproof.kernel.notifications import views

app_name = "notifications"
urlpatterns = [
    path("p/mail/<str:token>/", views.Unsubscribe.as_view(), name="unsubscribe"),
    path("<slug:organization>/notifications/", views.NotificationList.as_view(), name="list"),
    path("<slug:organization>/notifications/bell/", views.Bell.as_view(), name="bell"),
    path("<slug:organization>/notifications/read/", views.MarkAllRead.as_view(), name="read_all"),
    path("<slug:organization>/notifications/mail/", views.MailPreferences.as_view(), name="mail"),
    path("<slug:organization>/notifications/<int:id>/", views.OpenNotification.as_view(), name="open"),
    path("<slug:organization>/notifications/<int:id>/read/", views.MarkRead.as_view(), name="read"),
]
