# Each target only calls run.py, which does the same without make, on Windows too.
# Options go in ARGS: make demo ARGS="--port 8001", make test ARGS="--database sqlite -k lifecycle".

PYTHON ?= python3
TASKS = demo test check bench install lock help

.DEFAULT_GOAL = help
.PHONY: $(TASKS)

$(TASKS):
	@$(PYTHON) run.py $@ $(ARGS)
