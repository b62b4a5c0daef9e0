"""A house with everything that tells its owner something."""

from tests.blueprints.conftest import (  # noqa: F401
    phone,
    settle_around_waits,
    use_blueprint,
    use_blueprints,
)
from tests.dashboard.conftest import watch  # noqa: F401
from tests.phone import add_phone  # noqa: F401
from tests.repairs.guide import make_person  # noqa: F401
