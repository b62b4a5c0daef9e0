"""Notifications, told to real registrations of the companion app."""
