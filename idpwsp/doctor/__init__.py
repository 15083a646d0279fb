"""``manage.py doctor``: what is wrong with a running installation, and what to do. See docs/decisions/0038."""

# In this order: functions that return findings (finding.py).
CHECKS = [
    "idpwsp.doctor.configuration.debug",
    "idpwsp.doctor.configuration.address",
    "idpwsp.doctor.configuration.secret_key",
    "idpwsp.doctor.configuration.django_checks",
    "idpwsp.doctor.folder.data_folder",
    "idpwsp.doctor.folder.contents",
    "idpwsp.doctor.database.migrations",
    "idpwsp.doctor.database.integrity",
    "idpwsp.doctor.clock.time_zone",
    "idpwsp.doctor.clock.is_set",
    "idpwsp.doctor.clock.leapt",
    "idpwsp.doctor.clock.against_database",
    "idpwsp.doctor.machine.room",
    "idpwsp.doctor.machine.swap",
    "idpwsp.doctor.machine.core_dumps",
    "idpwsp.doctor.mail.server",
    "idpwsp.doctor.mail.waiting",
    "idpwsp.doctor.inbox.keys",
    "idpwsp.doctor.inbox.early_deletions",
    "idpwsp.doctor.working.periodic_worker",
    "idpwsp.doctor.backups.backups",
    "idpwsp.doctor.outside.answers",
]
