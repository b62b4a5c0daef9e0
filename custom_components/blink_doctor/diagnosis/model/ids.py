"""The kinds of id, by names that say which one is meant.

They are all text, and the type checker does not tell them apart: what Home Assistant
and the stored files hold is text, too. What stands here says what each one names.
"""

# A device of an account for as long as it is paired: family and Blink's number, "camera:21"
type DeviceKey = str
# A device for good, wherever it is paired again: hexadecimal digits that tell nothing
type Uid = str
# A system, which Blink calls a network: Blink's number
type NetworkId = str
# Blink's number of a device, unique within its family
type BlinkId = str
# A digest of the serial number; the uid is the same where there is one
type Identity = str
