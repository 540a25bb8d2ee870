"""Steps, inputs, outputs and risks come in by the names of what they belong to."""

from everproof.kernel import modules
from everproof.kernel.exchange.importing import service
from everproof.processes.actions import landscape
from everproof.processes.models import Objective, Process, ProcessOutput, ProcessStep

STEPS = "Process;Step;Done by;Control\nMake dough;Check;{role};Temperature\nBake;Check;{role};Colour\n"
OUTPUTS = "Process;Output;Receiver;Receiver outside\nBake;Bread;Deliver;\nBake;Bread;;Canteen\nMake dough;Bread;;\n"


def bring(cast, type_name, text):
    return service.import_at_once(modules.record_type(type_name), text.encode(), file_name="t.csv", by=cast.manager)


def processes(cast, *titles):
    common = {"purpose": "Bread on the table.", "owner": cast.person("member"), "by": cast.manager}
    return [landscape.describe_process(title=title, **common) for title in titles]


def test_two_processes_may_have_a_step_of_one_name(cast):
    processes(cast, "Make dough", "Bake")
    text = STEPS.format(role=cast.role.title)

    first, second = bring(cast, "process-step", text), bring(cast, "process-step", text)
    assert (first["new"], first["problems"]) == (2, [])
    assert (second["new"], second["unchanged"]) == (0, 2)
    assert {step.process.title: step.control for step in ProcessStep.objects.select_related("process")} == {
        "Make dough": "Temperature",
        "Bake": "Colour",
    }


def test_an_item_may_go_to_several_receivers(cast):
    processes(cast, "Make dough", "Bake", "Deliver")

    first, second = bring(cast, "process-output", OUTPUTS), bring(cast, "process-output", OUTPUTS)
    assert (first["new"], first["problems"]) == (3, [])
    assert (second["new"], second["unchanged"]) == (0, 3)
    assert ProcessOutput.objects.get(external_receiver="Canteen").process.title == "Bake"


def test_a_part_without_its_process_is_a_problem(cast):
    processes(cast, "Bake")
    told = bring(cast, "process-output", "Process;Output\n;Bread\n")
    assert told["new"] == 0
    assert {one["where"] for one in told["problems"]} == {"row 2"}


def test_lists_of_records_are_named_and_not_numbered(cast):
    dough, bake = processes(cast, "Make dough", "Bake, brown")
    told = bring(cast, "objective", "Objective;Processes\nLess waste;Make dough; Bake, brown\n".replace("; B", ", B"))
    assert told["problems"], "a comma separates, so the name with a comma is not found in a list"

    told = bring(cast, "objective", "Objective\tProcesses\nLess waste\tMake dough; Bake, brown\nOne\tBake, brown\n")
    assert (told["new"], told["problems"]) == (2, [])
    assert Objective.objects.get(title="Less waste").processes == [str(dough.pk), str(bake.pk)]
    assert Objective.objects.get(title="One").processes == [str(bake.pk)]


def test_a_list_of_names_becomes_drafts_to_go_on_with(cast):
    """An import has no button for a draft; what lacks owner or purpose is one."""
    text = f"Process;Purpose;Owner\nBake;;\nDeliver;Fresh at six;{cast.person('member').title}\n"

    assert bring(cast, "process", text)["problems"] == []
    found = dict(Process.objects.values_list("title", "status"))
    assert found == {"Bake": "draft", "Deliver": "active"}
