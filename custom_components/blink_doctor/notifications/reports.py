"""A message to phones that is no fault: a report. Each phone is told by itself."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
import probatio

from .recipients import Bell, Phone, all_phones, service_of
from .texts import Message

SCHEMA = probatio.Schema(
    {
        probatio.Optional("phones", default=list): probatio.All(
            probatio.EnsureList(), [cv.string]
        ),
        probatio.Required("tag"): cv.string,
        probatio.Optional("title", default=""): cv.string,
        probatio.Optional("message", default=""): cv.string,
        probatio.Optional("bell", default=False): cv.boolean,
    }
)


async def async_send(hass: HomeAssistant, data: dict[str, Any]) -> dict[str, Any]:
    """Show a message, or take it back where it is empty; without phones: the bell."""
    phones = data["phones"] or all_phones(hass)
    told = []
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
            told.append(device_id)
    if not message.text:
        await Bell(hass).async_clear(data["tag"])
    elif data["bell"] or not told:
        await Bell(hass).async_show(message, data["tag"], ring=True)
    return {"told": told}
