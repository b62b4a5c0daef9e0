"""Type aliases for the kinds of id, so that signatures say which one is meant.

They are plain `str`, not distinct types: Home Assistant and the stored files hold
strings, too. The aliases document, the type checker does not enforce them.
"""

# A device of an account while it stays paired: family and Blink's number, "camera:21"
type DeviceKey = str
# A device permanently, wherever it is paired again: a digest that identifies nobody
type Uid = str
# A system, which Blink calls a network: Blink's number
type NetworkId = str
# Blink's number of a device, unique within its family
type BlinkId = str
# A digest of the serial number; the uid is the same where there is one
type Identity = str
