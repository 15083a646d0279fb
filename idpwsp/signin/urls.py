"""Addresses of signing in, below /staff/. The first step is the admin's own: ``admin:login``."""

from django.urls import path

from idpwsp.signin import inviting, joining, own, showing_log, views

app_name = "signin"
urlpatterns = [
    path("login/code/", views.code, name="code"),
    path("login/phone/", views.phone, name="phone"),
    path("join/<str:token>/", joining.join, name="join"),
    path("invite/", inviting.invite, name="invite"),
    path("invite/withdraw/", inviting.withdraw, name="withdraw_invitation"),
    path("security/", showing_log.security, name="security"),
    path("codes/", own.own, name="own"),
    path("codes/new/", own.new_codes, name="new_codes"),
    path("codes/phone/", own.change_phone, name="change_phone"),
    path("codes/phone/new/", own.new_phone, name="new_phone"),
]
