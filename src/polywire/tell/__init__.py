"""Outlets that are told: hubs, webhooks, the operator."""
