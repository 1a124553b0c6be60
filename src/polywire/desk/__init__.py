"""The Desk: translate, check, try again; and what people have fixed. Publishes nothing."""
