"""The computations of the workbench, by subject. A module here is imported when a study of its subject first runs."""
