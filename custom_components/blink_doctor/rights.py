"""What a user may see and do: the rights on a device's entities decide."""

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import CAT_ENTITIES
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .targets import Targets, async_targets


@callback
def async_may(
    hass: HomeAssistant, user: User, device_id: str | None, policy: str
) -> bool:
    """Whether a user has a right (`read`, `control`) on any entity of a device."""
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
    """Return the devices that an action is for, as far as its user has the right.

    Where none is named: all that the user has the right on. An automation has all
    rights. Raises Unauthorized for a named device without the right or where nothing
    is left, and ServiceValidationError as `async_targets` does.
    """
    targets = async_targets(call.hass, device_ids)
    if call.context.user_id is None:
        return targets
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context, permission=policy)
    allowed = {
        coordinator: [
            key
            for key in keys
            if async_may(call.hass, user, coordinator.device_id(key), policy)
        ]
        for coordinator, keys in targets.items()
    }
    if not any(allowed.values()) or (device_ids and allowed != targets):
        raise Unauthorized(
            context=call.context, perm_category=CAT_ENTITIES, permission=policy
        )
    return {coordinator: keys for coordinator, keys in allowed.items() if keys}
