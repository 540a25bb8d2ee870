"""What imports contribute to the kernel's module."""

from everproof.kernel.exchange.importing.service import forget_tables
from everproof.kernel.tasks.scheduling import ScheduledTask

IMPORT_SCHEDULES = (ScheduledTask("imports.forget", forget_tables, "FREQ=HOURLY;BYMINUTE=25"),)
