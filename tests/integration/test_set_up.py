"""Set-up says what was found, offers to tell a phone, and leads to the cameras."""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor import onboarding, own_dashboard
from custom_components.blink_doctor.const import CONF_BLINK_ENTRY, DOMAIN
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.phone_automation import PATH
from custom_components.blink_doctor.targeting.devices import async_name
from tests.automation.test_triggers import run_low
from tests.house import House, MakeHouse
from tests.phone import AddPhone

COMMENT = "# mine, by hand\n"
OTHERS = f"""{COMMENT}- id: lights
  alias: Lights
  triggers: []
  actions: []
"""


@pytest.fixture
async def automations(hass: HomeAssistant, tmp_path: Path) -> Path:
    """A configuration folder with automations as Home Assistant makes it."""
    hass.config.config_dir = str(tmp_path)
    (tmp_path / "configuration.yaml").write_text(
        "automation: !include automations.yaml\n"
    )
    file = tmp_path / "automations.yaml"
    file.write_text("[]\n")
    assert await async_setup_component(hass, "automation", {})
    return file


async def begin(house: House) -> ConfigFlowResult:
    return await house.hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def finish(house: House, flow: ConfigFlowResult, **data: Any) -> ConfigFlowResult:
    done = await house.hass.config_entries.flow.async_configure(flow["flow_id"], data)
    await house.settle()
    assert done["type"] is FlowResultType.CREATE_ENTRY
    house.doctor = done["result"]
    return done


def places(result: ConfigFlowResult) -> dict[str, str]:
    return dict(result["description_placeholders"] or {})


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ("one_camera", "1 system, 1 camera, all fine"),
        ("healthy", "2 systems, 8 cameras, all fine"),
        ("empty", "There is no camera in this Blink account."),
    ],
)
async def test_what_was_found(make_house: MakeHouse, scenario: str, said: str) -> None:
    """Before anything is set up, from what core has read."""
    house = await make_house(scenario, doctor=False)
    requests = len(house.cloud.requests)
    assert places(await begin(house))["found"] == said
    assert len(house.cloud.requests) == requests


@pytest.mark.house("healthy", doctor=False)
async def test_what_is_in_trouble_is_counted(house: House) -> None:
    """A low battery, weak Wi-Fi that has not lasted yet, and what does not answer."""
    run_low(house, "Driveway")
    garden: Any = house.cloud.device("Garden")
    garden.set_signal(1)
    porch: Any = house.cloud.device("Porch")
    porch.hang()
    await house.poll(3)
    found = places(await begin(house))["found"]
    assert found == "2 systems, 8 cameras, 3 of them in trouble"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "2 Systeme, 8 Kameras, alles in Ordnung"),
        ("pl", "2 systemy, 8 kamer, wszystko w porządku"),
        ("cs", "2 systémy, 8 kamer, vše v pořádku"),
    ],
)
async def test_found_in_the_language_of_the_house(
    make_house: MakeHouse, hass: HomeAssistant, language: str, said: str
) -> None:
    """With the forms that its numbers ask for."""
    hass.config.language = language
    house = await make_house("healthy", doctor=False)
    assert places(await begin(house))["found"] == said


@pytest.mark.house("healthy", doctor=False)
async def test_core_that_is_not_loaded(hass: HomeAssistant, house: House) -> None:
    """Nothing is known of it then; that is said."""
    await hass.config_entries.async_unload(house.blink.entry_id)
    assert "not running" in places(await begin(house))["found"]


@pytest.mark.house("one_camera", doctor=False)
async def test_an_address_is_no_link(house: House) -> None:
    """The account's title is an e-mail address."""
    assert "@" in house.blink.title
    account = places(await begin(house))["account"]
    assert "\\@" in account
    assert account.replace("\\", "") == house.blink.title


@pytest.mark.house("two_accounts", doctor=False)
async def test_several_accounts_say_what_they_hold(house: House) -> None:
    """Each in its line; choosing one is all there is to do."""
    second = await house.add_blink(house.cloud.account(1))
    flow = await begin(house)
    assert flow["step_id"] == "account"
    assert flow["data_schema"] is not None
    options = flow["data_schema"].schema[CONF_BLINK_ENTRY].config["options"]
    labels = {one["value"]: one["label"] for one in options}
    assert labels[house.blink.entry_id] == (
        f"{house.blink.title}: 1 system, 2 cameras, 1 of them in trouble"
    )
    await finish(house, flow, blink_entry_id=second.entry_id)


@pytest.mark.house("one_camera", doctor=False)
async def test_no_phone_no_offer(automations: Path, house: House) -> None:
    """There is nothing to choose, and nothing is created."""
    flow = await begin(house)
    assert flow["data_schema"] is not None
    assert flow["data_schema"].schema == {}
    done = await finish(house, flow)
    assert done["description"] is None
    assert automations.read_text() == "[]\n"


async def test_a_phone_that_is_not_chosen_is_not_told(
    make_house: MakeHouse,
    automations: Path,
    add_phone: AddPhone,
) -> None:
    """It is offered, and nothing is chosen by itself."""
    await add_phone()
    house = await make_house("one_camera", doctor=False)
    flow = await begin(house)
    assert flow["data_schema"] is not None
    assert flow["data_schema"]({}) == {"phones": []}
    await finish(house, flow)
    assert automations.read_text() == "[]\n"


@pytest.mark.parametrize("before", ["[]\n", "", OTHERS])
async def test_tell_my_phone(
    make_house: MakeHouse,
    hass: HomeAssistant,
    automations: Path,
    add_phone: AddPhone,
    before: str,
) -> None:
    """The automation is there at once and tells; what else is in the file stays."""
    automations.write_text(before)
    phone = await add_phone()
    house = await make_house("healthy", doctor=False)
    done = await finish(house, await begin(house), phones=[phone.device_id])
    assert done["description"] == "told"
    assert automations.read_text().startswith(COMMENT) is (before == OTHERS)
    written: Any = load_yaml(str(automations))
    (ours,) = (one for one in written if one.get("use_blueprint"))
    assert len(written) == (2 if before == OTHERS else 1)
    assert ours["use_blueprint"] == {
        "path": PATH,
        "input": {"phones": [phone.device_id]},
    }
    assert hass.states.get("automation.blink_doctor") is not None
    run_low(house, "Driveway")
    await house.poll(2)
    assert any("Driveway" in str(shown) for shown in phone.screen.values())


async def test_offered_once(
    make_house: MakeHouse,
    automations: Path,
    add_phone: AddPhone,
) -> None:
    phone = await add_phone()
    house = await make_house("two_accounts", doctor=False)
    await finish(house, await begin(house), phones=[phone.device_id])
    await house.add_blink(house.cloud.account(1))
    (offered,) = house.hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    flow = await house.hass.config_entries.flow.async_configure(offered["flow_id"])
    assert flow["data_schema"] is not None
    assert "phones" not in flow["data_schema"].schema


@pytest.mark.parametrize("content", ["a: b\n", "- !include_dir_list x\n- : :\n"])
async def test_a_file_that_cannot_be_added_to(
    make_house: MakeHouse,
    automations: Path,
    add_phone: AddPhone,
    content: str,
) -> None:
    """It stays as it is, and the last page says how else to do it."""
    automations.write_text(content)
    phone = await add_phone()
    house = await make_house("one_camera", doctor=False)
    done = await finish(house, await begin(house), phones=[phone.device_id])
    assert done["description"] == "not_told"
    assert automations.read_text() == content


async def test_a_file_that_is_not_used(
    make_house: MakeHouse,
    automations: Path,
    add_phone: AddPhone,
) -> None:
    """Where the configuration does not include it, nothing is left in it."""
    (automations.parent / "configuration.yaml").write_text("automation: []\n")
    phone = await add_phone()
    house = await make_house("one_camera", doctor=False)
    done = await finish(house, await begin(house), phones=[phone.device_id])
    assert done["description"] == "not_told"
    assert automations.read_text() == "[]\n"


async def test_it_leads_to_the_dashboard(
    make_house: MakeHouse,
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """One is there for as long as an account is looked after."""
    pytest.importorskip("hass_frontend")
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, "lovelace", {})
    house = await make_house("one_camera", doctor=False)
    done = await finish(house, await begin(house))
    assert places(done) == {"dashboard": "/blink-doctor"}
    client = await hass_ws_client(hass, await house.token())

    async def ask(**message: Any) -> Any:
        await client.send_json_auto_id(message)
        return (await client.receive_json()).get("result")

    panel = (await ask(type="get_panels"))["blink-doctor"]
    assert (panel["component_name"], panel["title"]) == ("lovelace", "Blink")
    assert panel["default_visible"] is False
    config = await ask(type="lovelace/config", url_path="blink-doctor")
    assert config == {"strategy": {"type": own_dashboard.STRATEGY}}
    await hass.config_entries.async_reload(house.doctor.entry_id)
    assert "blink-doctor" in await ask(type="get_panels")
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    assert "blink-doctor" not in await ask(type="get_panels")
    assert await ask(type="lovelace/config", url_path="blink-doctor") is None


async def test_a_dashboard_of_the_owner_is_left_alone(
    make_house: MakeHouse,
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """What stands at the address stays there."""
    pytest.importorskip("hass_frontend")
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, "lovelace", {})
    house = await make_house("one_camera", doctor=False)
    client = await hass_ws_client(hass, await house.token())
    await client.send_json_auto_id(
        {
            "type": "lovelace/dashboards/create",
            "url_path": "blink-doctor",
            "title": "Mine",
            "mode": "storage",
        }
    )
    assert (await client.receive_json())["success"]
    done = await finish(house, await begin(house))
    assert places(done) == {"dashboard": "/config/lovelace/dashboards"}
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await client.send_json_auto_id({"type": "get_panels"})
    panels = (await client.receive_json())["result"]
    assert panels["blink-doctor"]["title"] == "Mine"


@pytest.mark.house("two_accounts", doctor=False)
async def test_a_further_account_has_a_title_of_its_own(house: House) -> None:
    """The list of entries and the titles of repairs tell them apart."""
    await finish(house, await begin(house))
    first = house.doctor
    assert first.title == "Blink Doctor"
    assert async_name(house.coordinator, ACCOUNT_KEY) == "Blink"
    second = MockConfigEntry(domain=DOMAIN, title="Blink Doctor", data=first.data)
    second.add_to_hass(house.hass)
    assert onboarding.title_of(house.hass, house.blink) == "Home"
    assert async_name(house.coordinator, ACCOUNT_KEY) == "Blink (Home)"
    house.hass.config_entries.async_update_entry(first, title="Mine")
    assert async_name(house.coordinator, ACCOUNT_KEY) == "Blink (Mine)"
