"""Work that waits: actions with owner and due date, my work, escalation, the working calendar, the calendar feed."""
