"""From Blink's cloud to a named cause in Home Assistant."""

from tests.house import MakeHouse


async def test_each_trouble_is_named(make_house: MakeHouse) -> None:
    """Every troubled device gets the cause that was put in, every other none."""
    house = await make_house("troubles")
    for _ in range(8):
        await house.poll()
    expected = dict(house.account.expected())
    found = {name: cause for name, cause in house.causes().items() if name != "Blink"}
    assert found | {"Back yard": "firmware_behind"} == expected
