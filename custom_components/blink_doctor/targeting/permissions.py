"""What a user may see and do, by their permissions on a device's entities."""

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import CAT_ENTITIES
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .devices import (
    Places,
    Targets,
    async_coordinators,
    async_places,
    async_targets,
    chosen,
)


@callback
def async_may(
    hass: HomeAssistant, user: User, device_id: str | None, policy: str
) -> bool:
    """Whether a user has a permission (`read`, `control`) on any entity of a device."""
    permissions = user.permissions
    if permissions.access_all_entities(policy):
        return True
    if device_id is None:
        return False
    return any(
        permissions.check_entity(entity.entity_id, policy)
        for entity in er.async_entries_for_device(er.async_get(hass), device_id)
    )


async def async_permitted_targets(
    call: ServiceCall, device_ids: list[str], policy: str
) -> Targets:
    """Return the devices of an action for which its user has the permission.

    Without device ids: all devices with the permission. An automation has all
    permissions. Raises Unauthorized for a listed device without it, or if none is
    left, and, for users who may see everything, ServiceValidationError as `async_targets`.
    """
    user = await _async_user(call, policy)
    if user is None or user.permissions.access_all_entities(policy):
        return async_targets(call.hass, device_ids)
    mine = {
        device_id: place
        for device_id, place in async_places(async_coordinators(call.hass)).items()
        if async_may(call.hass, user, device_id, policy)
    }
    # unknown devices are refused as well, to reveal nothing about other devices
    if not mine or not mine.keys() >= {*device_ids}:
        raise Unauthorized(
            context=call.context, perm_category=CAT_ENTITIES, permission=policy
        )
    return chosen(mine, device_ids or _shown(mine))


def _shown(places: Places) -> list[str]:
    return [
        device_id
        for device_id, (coordinator, key) in places.items()
        if coordinator.data.devices[key].is_shown
    ]


async def _async_user(call: ServiceCall, policy: str) -> User | None:
    """Return the user who called an action, None for an automation. Raises UnknownUser."""
    if call.context.user_id is None:
        return None
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context, permission=policy)
    return user
