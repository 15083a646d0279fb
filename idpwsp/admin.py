"""What Django's autodiscovery looks for: staff accounts in our own form, and no page for groups, which are roles."""

from django.contrib import admin
from django.contrib.auth.models import Group, User

from idpwsp.accounts import AccountAdmin

admin.site.unregister([User, Group])
admin.site.register(User, AccountAdmin)
