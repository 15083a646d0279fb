"""What Django's autodiscovery looks for: staff accounts in our own form, and no page for groups, which are roles, for
phones, whose keys nobody is to see, nor for the queue of mail, which the worker looks after."""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_totp.models import TOTPDevice
from post_office import models as mail

from idpwsp.accounts import AccountAdmin

admin.site.unregister([User, Group, TOTPDevice])
admin.site.unregister([mail.Email, mail.Log, mail.EmailTemplate, mail.Attachment])
admin.site.register(User, AccountAdmin)
