"""A person in front of a repair: presses, reads, waits, over the HTTP API."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
import re
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.auth.models import RefreshToken
from homeassistant.config_entries import ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.core_batteries import WRONG_BATTERY
from custom_components.blink_doctor.dashboard.view import account_as_dict
from custom_components.blink_doctor.notifications.guides import next_step
from custom_components.blink_doctor.repairs import async_create_fix_flow
from tests.house import House, MakeHouse, marked
from tests.phone_story import do, each_command, steps_of
from tests.story import Story, repairs

FIX = "/api/repairs/issues/fix"
SETTLED = 8


class Person:
    def __init__(
        self,
        house: House,
        client: TestClient[Any, Any],
        token: RefreshToken,
        story: Story | None = None,
    ) -> None:
        self.house = house
        self.client = client
        self.token = token
        self.page: dict[str, Any] = {}
        self.title = ""
        self._story = story
        self._told: dict[str, dict[str, Any]] = {}
        if story:
            story.follow(self._shown)

    def find(self, name: str) -> Any:
        return self.house.account.find(name)

    def issues(self) -> dict[str, ir.IssueEntry]:
        """Return the issues that are shown, ignored ones too, by title key and name."""
        return {
            f"{issue.translation_key} {placeholders['name']}": issue
            for issue in self.house.issues
            # what core wrongly calls low is no fault of a device
            if issue.translation_key != WRONG_BATTERY
            # issues without a flow of their own are of no device
            and (placeholders := issue.translation_placeholders or {}).get("name")
        }

    async def __call__(self, steps: str) -> None:
        """Do what each line says, such as `open weak_wifi/Driveway begin`, and record it."""
        assert self._story, "a test that is told needs the fixture story"
        for commands, must in steps_of(steps):
            self._story.lines.append(f"{must}:")
            for command in each_command(commands):
                match command:
                    case ["open", issue, *options]:
                        cause, _, name = issue.partition("/")
                        title = f"{cause} {name.replace('_', ' ')}".strip()
                        await self.open(title, *options)
                    case ["press", *options]:
                        await self.press(*options)
                    case ["submit", *values]:
                        await self.submit(**dict(one.split("=") for one in values))
                    case ["red", name, pattern]:
                        self.house.report_red_light(name.replace("_", " "), pattern)
                    case _:
                        await do(self.house, *command)
            self._story.look()

    async def open(self, title: str, *options: str) -> dict[str, Any]:
        """Open an issue by its title, or by what its title alone begins with."""
        issues = self.issues()
        if title not in issues:
            (title,) = (one for one in issues if one.startswith(title))
        self.title = title
        issue_id = issues[title].issue_id
        await self._post(FIX, {"handler": DOMAIN, "issue_id": issue_id})
        await self._tell(title)
        return await self.press(*options)

    async def press(self, *options: str) -> dict[str, Any]:
        """Choose options in turn; ">page" is where they have led to by then.

        What is fixed has no issue any more; all else has one, but for a red light, of which
        its owner's word is taken, and for Blink's own trouble, which is a repair only while
        there is something to do.
        """
        for option in " ".join(options).split():
            if option.startswith(">"):
                assert self.step == option[1:], f"{self.step} and not {option}"
                continue
            assert self.page["type"] == "menu", self.page
            assert option in self.page["menu_options"], self.page["menu_options"]
            await self._post(self._flow, {"next_step_id": option})
            await self._tell(option)
        if self.step == "create_entry":
            assert self.title not in self.issues()
        elif self.step not in {"abort", "cause_found"}:
            others = ("red_light ", "blink_unreachable ")
            assert self.title.startswith((*others, *self.issues())), self.title
        return self.page

    async def submit(self, **values: Any) -> dict[str, Any]:
        assert self.page["type"] == "form", self.page
        await self._post(self._flow, values)
        await self._tell("submit")
        return self.page

    async def _tell(self, pressed: str) -> None:
        """Record the page that is shown now, and what is new on it."""
        if self._story is None:
            return
        await self.house.settle()
        page = self.page
        said = page.get("description_placeholders") or {}
        told = self._told.setdefault(self.title, {})
        news = {
            place: text for place, text in said.items() if text != told.get(place, "")
        }
        told |= said
        news |= {fact: page[fact] for fact in ("reason", "errors") if page.get(fact)}
        options = " ".join(page.get("menu_options") or ())
        self._story.tell(f"{pressed} > {self.step}: {options}".rstrip(": "), news)
        if picture := re.search(r"\((/\S+\.svg)\)", news.get("picture", "")):
            answer = await self.client.get(picture[1])
            assert answer.content_type == "image/svg+xml", picture[1]

    def _shown(self) -> dict[str, Any]:
        """Return our repairs; by device what was tried, and the step on phone and card."""
        house, told = self.house, dict[str, Any]()
        told |= {f"repair {name}": shown for name, shown in repairs(house).items()}
        if house.doctor.state is not ConfigEntryState.LOADED:
            return told
        for key, device in house.coordinator.data.devices.items():
            if steps := house.coordinator.notes_of(key).steps_tried:
                told[f"tried {key}"] = [f"{one.step} {one.result}" for one in steps]
            if finding := device.primary:
                number, of, step, guide = next_step(house.coordinator, finding)
                told[f"phone {key}"] = f"{number} of {of}: {step} {guide.note or ''}"
        card = account_as_dict(house.hass, house.doctor, self.token.user)["devices"]
        return told | {f"card {one['name']}": one["step"] for one in card}

    @property
    def _headers(self) -> dict[str, str]:
        """Return a token of now: time passes faster here than a session lasts."""
        token = self.house.hass.auth.async_create_access_token(self.token)
        return {"Authorization": f"Bearer {token}"}

    @property
    def _flow(self) -> str:
        return f"{FIX}/{self.page['flow_id']}"

    @property
    def step(self) -> str:
        return self.page.get("step_id", self.page["type"])

    @property
    def said(self) -> dict[str, str]:
        return self.page["description_placeholders"]

    async def _post(self, url: str, data: dict[str, Any]) -> dict[str, Any]:
        response = await self.client.post(url, json=data, headers=self._headers)
        assert response.status == HTTPStatus.OK, await response.text()
        self.page = await response.json()
        await self._wait_for_progress()
        return self.page

    async def _wait_for_progress(self) -> None:
        """Wait as the dialog does; a minute between two check-ups passes at once."""
        if self.page.get("progress_action") == "waiting":
            await self.house.wait_only(61)
        for _ in range(500):
            if self.page["type"] != "progress":
                return
            response = await self.client.get(self._flow, headers=self._headers)
            assert response.status == HTTPStatus.OK, await response.text()
            self.page = await response.json()
        raise AssertionError(f"still in progress: {self.page}")


async def confirm(house: House, issue: ir.IssueEntry) -> None:
    """Open a repair that only asks for a confirmation, and confirm it."""
    flow: Any = await async_create_fix_flow(house.hass, issue.issue_id, issue.data)
    flow.hass, flow.handler, flow.issue_id = house.hass, DOMAIN, issue.issue_id
    page = await flow.async_step_init()
    assert (page["type"], page["step_id"]) == (FlowResultType.FORM, "confirm")
    done = await flow.async_step_confirm({})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await house.settle()


type MakePerson = Callable[..., Awaitable[Person]]


@pytest.fixture
async def make_person(
    make_house: MakeHouse,
    hass_client: ClientSessionGenerator,
    hass_access_token: str,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> MakePerson:
    """Create a person in a house that has been polled long enough."""

    monkeypatch.setattr(checkup, "PICTURE_POLL_SECONDS", 0)

    async def make(
        scenario: Any = "troubles", *, polls: int = SETTLED, **options: Any
    ) -> Person:
        house = await make_house(scenario, **options)
        assert await async_setup_component(house.hass, "repairs", {})
        client = await hass_client()
        token = house.hass.auth.async_validate_access_token(hass_access_token)
        assert token is not None
        await house.poll(polls)
        with_story = "story" in request.fixturenames
        story = request.getfixturevalue("story") if with_story else None
        return Person(house, client, token, story)

    return make


@pytest.fixture
async def person(make_person: MakePerson, request: pytest.FixtureRequest) -> Person:
    """A person in the house that the test is marked with."""
    arguments, options, polls = marked(request, SETTLED)
    return await make_person(*arguments, polls=polls, **options)
