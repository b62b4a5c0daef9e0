"""Which device is meant: by id, by name, by a target; and who may."""
