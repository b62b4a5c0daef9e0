"""The card is served and offered while an account is there; the page that builds itself."""

from http import HTTPStatus
from pathlib import Path
import re
from typing import Any

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.blink_doctor.dashboard import static_files
from custom_components.blink_doctor.dashboard.page import STRATEGY
from tests.card import Watch
from tests.house import House, MakeHouse
from tests.phone_story import do
from tests.story import Story

FILE, LINK_FILE = static_files.FILE, static_files.LINK_FILE
type Pushed = list[tuple[str, str]]


@pytest.fixture
def pushed(hass: HomeAssistant) -> Pushed:
    """What open browsers are sent; replaces the frontend, which is not installed here."""
    told: Pushed = []
    hass.data[DATA_EXTRA_MODULE_URL] = UrlManager(
        lambda change, url: told.append((change, url)), []
    )
    return told


@pytest.mark.house("one_camera")
async def test_served_and_kept_by_browsers(
    pushed: Pushed, house: House, hass_client: ClientSessionGenerator
) -> None:
    """The card and all that it loads later, with an address that never goes stale."""
    (_, url), (_, link) = pushed
    assert re.fullmatch(rf"/blink_doctor/[0-9a-f]{{12}}/{FILE}", url)
    assert link == url.replace(FILE, LINK_FILE)
    client = await hass_client()
    # from what every page loads to all that is loaded later
    found, unread = {FILE, LINK_FILE}, {FILE, LINK_FILE}
    while unread:
        name = unread.pop()
        answer = await client.get(url.replace(FILE, name))
        assert answer.status == HTTPStatus.OK
        assert "javascript" in answer.headers["Content-Type"]
        assert "max-age=" in answer.headers["Cache-Control"]
        news = set(re.findall(r'"\./([\w-]+\.js)"', await answer.text())) - found
        found |= news
        unread |= news
    assert {path.name for path in static_files.FOLDER.iterdir()} == found
    assert not any(path.is_symlink() for path in static_files.FOLDER.iterdir()), (
        "no way out"
    )
    for other in ("", ".", "manifest.json", "%2e%2e/manifest.json"):
        answer = await client.get(URL(url.replace(FILE, other), encoded=True))
        assert answer.status >= HTTPStatus.BAD_REQUEST, other


@pytest.mark.house("two_accounts")
async def test_offered_until_the_last_account_is_unloaded(
    hass: HomeAssistant, pushed: Pushed, house: House
) -> None:
    """Two accounts: the card stays for the second one, and comes back after a reload."""
    second = await house.add_doctor(await house.add_blink(house.cloud.account(1)))
    await hass.config_entries.async_unload(house.doctor.entry_id)
    assert [change for change, _ in pushed] == ["added"] * 2
    await hass.config_entries.async_unload(second.entry_id)
    assert [change for change, _ in pushed[2:]] == ["removed"] * 2
    assert hass.data[DATA_EXTRA_MODULE_URL].urls == frozenset()
    await hass.config_entries.async_setup(second.entry_id)
    assert [change for change, _ in pushed[4:]] == ["added"] * 2


async def test_without_the_built_files(
    pushed: Pushed,
    make_house: MakeHouse,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A broken installation loses its card and nothing else."""
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    house = await make_house("one_camera")
    assert house.coordinator.data.devices
    assert pushed == []
    assert "dashboard card is missing" in caplog.text


BUILT: dict[str, Any] = {"strategy": {"type": STRATEGY}}
OWN: dict[str, Any] = {"views": [{"cards": [{"type": "custom:blink-doctor-card"}]}]}


@pytest.mark.house("one_camera")
async def test_page_after_removal(
    hass: HomeAssistant, house: House, watch: Watch, story: Story
) -> None:
    """A page of the owner's stays as it is."""
    assert await async_setup_component(hass, "lovelace", {})
    watcher = await watch()
    for path, config in (("blink-page", BUILT), ("own-page", OWN)):
        create = {"type": "lovelace/dashboards/create", "mode": "storage"}
        assert (await watcher.call(**create, url_path=path, title=path))["success"]
        save = {"type": "lovelace/config/save", "url_path": path, "config": config}
        assert (await watcher.call(**save))["success"]

    async def tell(title: str) -> None:
        pages = hass.data[LOVELACE_DATA].dashboards
        assert await pages["own-page"].async_load(False) == OWN
        story(title)
        story.tell("page", await pages["blink-page"].async_load(False))

    await do(house, "unload", "doctor")
    await tell("only unloaded: it stays")
    await do(house, "remove", "doctor")
    await tell("removed: it says plainly that its strategy is gone")
    house.doctor = await house.add_doctor()
    await tell("set up anew: it is back")
    MockConfigEntry(domain="blink_doctor").add_to_hass(hass)
    await do(house, "remove", "doctor")
    await tell("there is another account: it stays")
