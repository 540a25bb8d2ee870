"""Work in the background: tasks, their schedule, retry, rescue and progress."""
