"""The demo company: a maker of industrial valves, its people and two years of work, built by the real actions."""
