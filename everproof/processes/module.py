"""What the processes room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Module
from everproof.processes.declaration_landscape import (
    LANDSCAPE_CHECKS,
    LANDSCAPE_FAULTS,
    LANDSCAPE_FLAGS,
    LANDSCAPE_HEALTH,
    LANDSCAPE_MENU,
    LANDSCAPE_TYPES,
    LANDSCAPE_WORK,
)
from everproof.processes.declaration_performance import (
    PERFORMANCE_CHECKS,
    PERFORMANCE_FAULTS,
    PERFORMANCE_HEALTH,
    PERFORMANCE_MENU,
    PERFORMANCE_NOTIFICATIONS,
    PERFORMANCE_PANELS,
    PERFORMANCE_PARAMETERS,
    PERFORMANCE_REACTIONS,
    PERFORMANCE_SCHEDULES,
    PERFORMANCE_TYPES,
    PERFORMANCE_WORK,
)
from everproof.processes.history_landscape import LANDSCAPE_SENTENCES
from everproof.processes.history_performance import PERFORMANCE_SENTENCES
from everproof.processes.importing import KPI_VALUES
from everproof.processes.measures import KERNEL_MEASURES

MODULE = Module(
    name="processes",
    label=_("Processes"),
    record_types=(*LANDSCAPE_TYPES, *PERFORMANCE_TYPES),
    menu=(*LANDSCAPE_MENU, *PERFORMANCE_MENU),
    work=(*LANDSCAPE_WORK, *PERFORMANCE_WORK),
    panels=(*PERFORMANCE_PANELS,),
    reactions=(*PERFORMANCE_REACTIONS,),
    measures=(*KERNEL_MEASURES,),
    process_health=(*LANDSCAPE_HEALTH, *PERFORMANCE_HEALTH),
    parameters=(*PERFORMANCE_PARAMETERS,),
    schedules=(*PERFORMANCE_SCHEDULES,),
    notification_kinds=(*PERFORMANCE_NOTIFICATIONS,),
    checks=(*LANDSCAPE_CHECKS, *PERFORMANCE_CHECKS),
    faults=(*LANDSCAPE_FAULTS, *PERFORMANCE_FAULTS),
    flags=LANDSCAPE_FLAGS,
    import_tables=(KPI_VALUES,),
    sentences={**LANDSCAPE_SENTENCES, **PERFORMANCE_SENTENCES},
)
