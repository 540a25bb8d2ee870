"""Addresses of home inside an organisation."""

from django.urls import path

from everproof.home import views

app_name = "home"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("work/", views.MyWork.as_view(), name="work"),
]
