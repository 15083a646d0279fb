"""What Django's autodiscovery looks for: staff accounts in our own form, and no page for groups, which are
roles, nor for phones, whose keys nobody is to see."""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.accounts import AccountAdmin

admin.site.unregister([User, Group, TOTPDevice])
admin.site.register(User, AccountAdmin)
