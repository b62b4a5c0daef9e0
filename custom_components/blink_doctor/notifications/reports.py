"""Reports: messages to phones that are not about a fault."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
import probatio

from ..action_fields import DEVICE_IDS, fields, text
from .recipients import PersistentNotifications, Phone, all_phones, service_of
from .texts import Message

_LONGEST_TAG, _LONGEST_TITLE, _LONGEST_MESSAGE = 64, 250, 20_000

SCHEMA = fields(
    {
        probatio.Optional("phones", default=list): DEVICE_IDS,
        probatio.Required("tag"): text(_LONGEST_TAG),
        probatio.Optional("title", default=""): text(_LONGEST_TITLE),
        probatio.Optional("message", default=""): text(_LONGEST_MESSAGE),
        probatio.Optional("bell", default=False): cv.boolean,
    }
)


async def async_send(hass: HomeAssistant, data: dict[str, Any]) -> dict[str, Any]:
    """Show a message, or withdraw it if empty; without phones, in Home Assistant's list."""
    phones = data["phones"] or all_phones(hass)
    reached = []
    message = Message(title=data["title"], text=data["message"])
    for device_id in phones:
        if service_of(hass, device_id) is None:
            continue
        phone = Phone(hass, device_id)
        done = (
            await phone.async_show(message, data["tag"], ring=True)
            if message.text
            else await phone.async_clear(data["tag"])
        )
        if done:
            reached.append(device_id)
    if not message.text:
        await PersistentNotifications(hass).async_clear(data["tag"])
    elif data["bell"] or not reached:
        await PersistentNotifications(hass).async_show(message, data["tag"], ring=True)
    return {"told": reached}
