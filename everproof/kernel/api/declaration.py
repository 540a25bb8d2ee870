"""What the API adds to the kernel's declarations."""

from everproof.kernel.api.once import forget_old_requests
from everproof.kernel.tasks.scheduling import ScheduledTask

API_SCHEDULES = (
    ScheduledTask("forget-old-api-requests", forget_old_requests, "FREQ=DAILY;BYHOUR=3;BYMINUTE=40;BYSECOND=0"),
)
