"""iTIP and iCalendar: models to calendar objects and back, by pure functions (RFC 5545, 5546, 6047)."""
