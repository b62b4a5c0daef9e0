"""A home whose faults a phone is told of."""

from tests.blueprints.conftest import (  # noqa: F401
    phone,
    settle_around_waits,
    use_blueprint,
    use_blueprints,
)
