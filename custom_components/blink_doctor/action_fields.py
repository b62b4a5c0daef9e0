"""Fields of actions: bounded in length, with errors that name the field."""

from collections.abc import Mapping
from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import probatio

from .const import DOMAIN
from .diagnosis.parsing import values

MOST_DEVICES = 500
_LONGEST_ID = 64
_SHOWN = 60


class _TooLongError(probatio.Invalid):
    """A text or list that is too long."""

    def __init__(self, most: int) -> None:
        """Take the maximum length."""
        super().__init__(f"longer than {most}")
        self.most = most


def at_most(most: int) -> Any:
    """Return a validator of the length of a text or a list."""

    def validate(value: Any) -> Any:
        if isinstance(value, str | list) and len(value) > most:
            raise _TooLongError(most)
        return value

    return validate


def text(longest: int) -> Any:
    """Return a validator of a text."""
    return probatio.All(at_most(longest), cv.string, at_most(longest))


# check the count first, so that a million ids are refused without reading one
DEVICE_IDS = probatio.All(
    probatio.EnsureList(), at_most(MOST_DEVICES), [text(_LONGEST_ID)]
)


def fields(definition: Mapping[Any, Any]) -> probatio.Schema:
    """Return the schema of an action.

    It raises ServiceValidationError with a translated text that names the field, where a
    plain schema would raise an untranslated error.
    """
    schema = probatio.Schema(dict(definition))

    def validate(data: Any) -> Any:
        try:
            return schema(data)
        except probatio.Invalid as err:
            raise _named(err, data) from None

    return probatio.Schema(validate)


def bad_field(field: str, value: Any) -> ServiceValidationError:
    """Return the error for a field with an unusable value."""
    return _error("bad_field", field=field, value=_shown(value))


def _named(err: probatio.Invalid, data: Any) -> ServiceValidationError:
    """Return the translated error that names the field."""
    if isinstance(err, probatio.MultipleInvalid):
        err = err.errors[0]
    # a position in a list is reported as the field; a nested field by its own name
    named = [part for part in err.path if not isinstance(part, int)]
    field = ".".join(_shown(str(part)) for part in named) or "?"
    if isinstance(err, _TooLongError):
        return _error("long_field", field=field, most=str(err.most))
    value, in_a_list = data, False
    for part in err.path:
        if in_a_list := isinstance(part, int):
            # a single value may stand for a list of one
            if isinstance(value, list) and part < len(value):
                value = value[part]
        elif isinstance(value, dict):
            value = value.get(part)
    if value in (None, []) and not in_a_list:
        return _error("missing_field", field=field)
    return bad_field(field, value)


def _shown(value: Any) -> str:
    """Return a value as one short line, cut if it is long."""
    if isinstance(value, dict | list):
        return type(value).__name__
    start = value[:_SHOWN] if isinstance(value, str) else str(value)
    return values.name(start, _SHOWN) or repr(start)[:_SHOWN]


def _error(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )
