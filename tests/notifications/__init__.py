"""Notifications, sent to real registrations of the companion app."""
