"""The kinds of id, as types: the type checker refuses one in place of another.

At run time they are `str`, as in Home Assistant and in the stored files.
"""

from typing import NewType

DeviceKey = NewType("DeviceKey", str)
"""A device of an account while it stays paired: family and Blink's number, "camera:21"."""
Uid = NewType("Uid", str)
"""A device permanently, wherever it is paired again: a digest that identifies nobody."""
NetworkId = NewType("NetworkId", str)
"""A system, which Blink calls a network: Blink's number."""
BlinkId = NewType("BlinkId", str)
"""Blink's number of a device, unique within its family."""
Identity = NewType("Identity", str)
"""A digest of the serial number; the uid is the same where there is one."""

NO_NETWORK = NetworkId("")
"""Stands for the system of a device that names none."""
