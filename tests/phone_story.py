"""Stories of a house with phones: what happens step by step, and what people are shown.

A step is a line: commands, and after `#` what must then be so. `tests/story.py` stores and
compares what was recorded.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, groupby
import json
import logging
from typing import Any

from homeassistant.components import conversation
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
)
from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, intent, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.const import DOMAIN, LOGGER
from custom_components.blink_doctor.notifications import notifier_of
from custom_components.blink_doctor.notifications.records import RecordStore
from tests.blueprint import LIST, UseBlueprints, items
from tests.house import DAY_SECONDS, House, MakeHouse, marked
from tests.phone import AddPhone, AppPhone
from tests.story import Story, flat

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# inputs of blueprints that are devices, or phones
_CHOSEN = {"devices", "exclude", "critical", "phones", "escalate_to", "device_id"}
_OF_ISSUES = {"phone_unreachable", "old_blueprints", "plug_not_off", "plug_left_off"}
# what an event entity always has
_OF_EVENTS = ("event_types", "device_class", "friendly_name")
# what every push has, then what it has besides, with a sound and without
_ALWAYS = {"group": DOMAIN, "channel": "Blink Doctor", "notification_icon": "mdi:cctv"}
_USUAL: tuple[dict[str, Any], ...] = (
    {},
    {"importance": "default"},
    {"push": {"interruption-level": "passive"}},
)


def run_low(house: House, camera: str) -> None:
    house.find(camera).battery, house.find(camera).volts = "low", 1.33


def steps_of(steps: str) -> Iterator[tuple[str, str]]:
    """Yield the commands of each step, and its title."""
    for step in steps.strip().splitlines():
        commands, _, title = step.strip().partition(" # ")
        yield commands, title.strip()


def each_command(commands: str) -> Iterator[list[str]]:
    """Yield the words of each command; "3* wait 1h" is three."""
    for command in map(str.strip, commands.split(";")):
        times, _, what = command.partition("* ")
        counted = what and times.isdigit()
        for _ in range(int(times) if counted else 1):
            yield (what if counted else command).split()


async def do(house: House, *words: str) -> None:
    """Run a command: something happens to devices, to Blink's cloud, or in Home Assistant."""
    entries = house.hass.config_entries
    match words:
        case []:
            pass
        case [polls] if polls.isdigit():
            await house.poll(int(polls))
        case ["wait", time]:
            await house.wait(int(time[:-1]) * _SECONDS[time[-1]])
        case ["until", time]:
            hour, minute = map(int, time.split(":"))
            now = dt_util.now()
            then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            await house.wait((then - now).total_seconds() % DAY_SECONDS or DAY_SECONDS)
        case ["days", days]:
            await house.poll_daily(int(days))
        case ["outage"]:
            house.cloud.fail("*", 503)
        case ["fail", status, *times]:
            most = int(times[0]) if times else None
            house.cloud.fail("*homescreen*", int(status), times=most)
        case ["heal"]:
            house.cloud.heal()
        case ["new"]:
            house.account.add_camera(f"New {house.coordinator.now}")
        case ["act", action, *names]:
            await house.act(action, *(name.replace("_", " ") for name in names))
        case [verb] if hasattr(house.account, verb):
            getattr(house.account, verb)()
        case ["fire", event]:
            house.hass.bus.async_fire(event)
            await house.settle()
        case ["forget"]:
            await restart(house.hass, house)
        case ["disable" | "enable" as verb, entry]:
            by = ConfigEntryDisabler.USER if verb == "disable" else None
            await entries.async_set_disabled_by(getattr(house, entry).entry_id, by)
            await house.settle()
        case ["options", *options]:
            named = (one.partition("=") for one in options)
            data = {name: json.loads(value) for name, _, value in named}
            entries.async_update_entry(house.doctor, options=data)
            await house.reload()
        case ["watch", name, to]:
            await house.call(
                f"switch.turn_{to}", entity_id=house.entity_id(name, "watch")
            )
        case ["off" | "on" as to]:
            for one in house.hass.states.async_entity_ids("automation"):
                await house.call(f"automation.turn_{to}", entity_id=one)
            await house.settle()
        case ["run", name]:
            of = {"entity_id": f"automation.{name}", "skip_condition": True}
            await house.call("automation.trigger", **of)
            await house.settle()
        case ["unload" | "reload" | "setup" | "remove" as verb, entry]:
            entry_id = getattr(house, entry).entry_id
            await getattr(entries, f"async_{verb}")(entry_id)
            await house.settle()
        case [names, verb, *values]:
            for name in names.replace("_", " ").split(","):
                _do_to(house, name, verb, values)
        case _:
            raise ValueError(words)


def _do_to(house: House, name: str, verb: str, values: list[str]) -> None:
    device = house.find(name)
    if verb == "low":
        run_low(house, name)
    elif verb in ("leaves", "returns"):
        # the account does not know any more what has left
        house.extras[name] = device
        device.plan("present", house.account.now(), verb == "returns")
    elif verb in ("arm", "disarm"):
        device.network.armed = verb == "arm"
    elif verb == "says":
        device.raw.homescreen.clear()
        device.raw.homescreen.update(json.loads(*values))
    elif verb == "has":
        for value in values:
            key, _, now = value.partition("=")
            setattr(device, key, float(now) if now[0].isdigit() else now)
    elif verb == "called":
        registry, device_id = dr.async_get(house.hass), house.device(name).id
        registry.async_update_device(device_id, name_by_user=" ".join(values) or None)
    else:
        getattr(device, verb)(*(int(one) if one.isdigit() else one for one in values))


async def ask(
    house: House,
    text: str = "Are the cameras ok?",
    language: str = "en",
    user_id: str | None = None,
) -> str:
    """Ask Home Assistant's own agent; return its answer, or what kind of error it is."""
    result = await conversation.async_converse(
        house.hass, text, None, Context(user_id=user_id), language=language
    )
    await house.settle()
    response = result.response
    if response.response_type is intent.IntentResponseType.ERROR:
        return "error"
    said: str = response.speech["plain"]["speech"]
    return said


async def restart(hass: HomeAssistant, house: House) -> None:
    """Stop Blink Doctor and forget all that is not on disk."""
    await hass.config_entries.async_unload(house.doctor.entry_id)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await house.settle()
    notifier = notifier_of(hass)
    notifier.store = RecordStore(hass)
    await notifier.store.async_load()
    hass.data.get("persistent_notification", {}).clear()


class PhoneStory:
    """A house with phones; what they and people are shown is recorded step by step."""

    def __init__(
        self,
        house: House,
        phones: list[AppPhone],
        use: UseBlueprints,
        log: pytest.LogCaptureFixture,
        story: Story,
    ) -> None:
        self.house, self.phones = house, phones
        self._log, self._logged = log, 0
        self._use, self._story = use, story
        self._used: dict[str, dict[str, Any]] = {}
        self._names = {one.entity_id: str(one.translation_key) for one in house.entries}
        self._pushes = [0 for _ in phones]
        self._facts: list[str] = []
        self._events: list[str] = []
        # what has no fixed order within a step
        self.heard: list[str] = []
        for name in ("told", "taken_back"):
            house.hass.bus.async_listen(name, self._heard)
        house.hass.bus.async_listen(EVENT_STATE_CHANGED, self._moment)

    async def __call__(self, steps: str) -> None:
        for commands, title in steps_of(steps):
            self._story.lines.append(f"{title}:")
            await self.do(commands)
            news = await self._news()
            self._story.lines += [f"  {line}" for line in self._story.named(news)]
            self._story.look()

    async def use(self, **blueprints: dict[str, Any]) -> None:
        """Have automations from these blueprints, with their inputs, and no others."""
        self._used = blueprints
        await self._use(self.house, **blueprints)

    async def do(self, commands: str) -> None:
        """Run the commands of a step without recording what is shown."""
        for command in each_command(commands):
            await self._do(*command)

    async def _do(self, *words: str) -> None:
        house = self.house
        match words:
            case ["use", *blueprints]:
                each = map(str.split, " ".join(blueprints).split(" + "))
                await self.use(**{name: dict(self._inputs(i)) for name, *i in each})
            case ["press_all", *button]:
                await self._press_all(self.phones[0], " ".join(button))
            case ["press" | "press_old" as verb, *button]:
                await self._press(self.phones[0], " ".join(button), verb)
            case [phone, "press" | "press_old" as verb, *button]:
                (pressed,) = (one for one in self.phones if one.name == phone)
                await self._press(pressed, " ".join(button), verb)
            case [verb, *said] if verb.startswith("ask"):
                question, language = " ".join(said), verb[4:] or "en"
                self.note(f"{question} -> {await ask(house, question, language)}")
            case ["pause" | "resume" as action, names, *data]:
                await self._do("act", action, f"device_id={names}", *data)
            case ["act", action, *data]:
                act = self._act(action, **dict(self._inputs(data)))
                house.hass.async_create_background_task(act, action)
                await house.settle()
            case ["restart"]:
                await self.do("forget; setup doctor")
                await self.use(**self._used)
            case _:
                await do(house, *words)

    async def _act(self, action: str, **data: Any) -> None:
        """Call one of our actions; its response is recorded when it arrives."""
        try:
            answer = await self.house.act(action, **data)
        except HomeAssistantError as error:
            answer = str(error)
        if answer is not None:
            self._events += flat(action, answer)

    async def _press(self, phone: AppPhone, button: str, verb: str) -> None:
        """Press a button of the last that has it, or one that is no longer there."""
        old = (push.body for push in phone.pushes[:-1])
        bodies = old if verb == "press_old" else phone.screen.values()
        found = [all_ for one in bodies if button in (all_ := phone.buttons(one))]
        await phone.send_action(self.house, found[-1][button])

    async def _press_all(self, phone: AppPhone, button: str) -> None:
        """Press a button of each notification for as long as it has it."""
        for tag in [*phone.screen]:
            while action := phone.buttons(phone.screen[tag]).get(button):
                count = len(phone.pushes)
                await phone.send_action(self.house, action)
                assert len(phone.pushes) > count, "nothing has changed"

    def _inputs(self, inputs: list[str]) -> Iterator[tuple[str, Any]]:
        for name, _, value in (one.partition("=") for one in inputs):
            if name == "quiet":
                for end, minutes in zip(("from", "to"), value.split(","), strict=True):
                    at = dt_util.now() + timedelta(minutes=int(minutes))
                    yield f"quiet_{end}", f"{at:%H:%M:%S}"
            elif value == "all":
                yield name, [phone.device_id for phone in self.phones]
            elif name in _CHOSEN:
                ids = {phone.name: phone.device_id for phone in self.phones}
                names = [one.replace("_", " ") for one in value.split(",") if one]
                yield name, [ids.get(one) or self.house.device(one).id for one in names]
            else:
                try:
                    yield name, json.loads(value)
                except ValueError:
                    yield name, value

    def note(self, told: str) -> None:
        """Record this line at the end of the step."""
        self._events.append(told)

    @callback
    def _heard(self, event: Event[Any]) -> None:
        self.note(f"{event.event_type} {json.dumps(event.data)}")

    @callback
    def _moment(self, event: Event[Any]) -> None:
        """Record an event of an event entity, but not its return after a reload."""
        old, new = event.data["old_state"], event.data["new_state"]
        if not (old and new) or new.domain != "event" or old.state == new.state:
            return
        if STATE_UNAVAILABLE not in (old.state, new.state):
            told = {k: v for k, v in new.attributes.items() if k not in _OF_EVENTS}
            if device_id := told.get("device_id"):
                told["device_id"] = self.house.coordinator.key_of(device_id)
            self.note(f"event {json.dumps(told)}")

    async def _news(self) -> list[str]:
        """Return what phones were sent and what else is shown, since the last step."""
        news: list[str] = []
        for number, phone in enumerate(self.phones):
            news += self._pushed(phone, self._pushes[number])
            self._pushes[number] = len(phone.pushes)
        news += [*self._events, *sorted(self.heard)]
        self._events.clear()
        self.heard.clear()
        news += sorted(
            f"log: {record.getMessage()}"
            for record in self._log.records[self._logged :]
            if record.name == LOGGER.name and record.levelno >= logging.WARNING
        )
        self._logged = len(self._log.records)
        before, self._facts = self._facts, [*self._shown(), *await self._listed()]
        news += [f"+ {fact}" for fact in self._facts if fact not in before]
        return news + [f"- {fact}" for fact in before if fact not in self._facts]

    def _pushed(self, phone: AppPhone, first: int) -> Iterator[str]:
        told = range(first, len(phone.pushes))
        for lost, group in groupby(told, lambda one: phone.pushes[one].clears):
            each = [[*self._push(phone, index)] for index in group]
            # of two accounts either may be the first to take something away
            yield from chain(*(sorted(each) if lost else each))

    def _push(self, phone: AppPhone, index: int) -> Iterator[str]:
        push, *after = phone.pushes[index:]
        # a wait is seen or not, as fast as this computer is
        if push.waits and push.tag in {one.tag for one in after}:
            return
        if push.clears:
            before = [one for one in phone.pushes[:index] if one.tag == push.tag]
            yield f"{phone.name} loses {before[-1].body.get('title') if before else '?'}"
            return
        body, data = push.body, push.body["data"]
        yield f"{phone.name} {'rings' if push.rings else 'shows'}: {body.get('title')}"
        yield from (f"  {line}" for line in body["message"].splitlines())
        assert data["url"] == data["clickAction"]
        buttons = [f"[{button}]" for button in phone.buttons(body)]
        yield f"  {' '.join((*buttons, '->', self._named(data['url'])))}"
        of_story = ("tag", "url", "clickAction", "actions", "alert_once")
        usual = _ALWAYS | {key: data.get(key) for key in of_story}
        more = {key: value for key, value in data.items() if usual.get(key) != value}
        if more not in _USUAL:
            yield f"  {json.dumps(more, sort_keys=True)}"

    def _named(self, url: str) -> str:
        """Return what a press opens, by names that are the same each time."""
        for issue in self.house.issues:
            name = (issue.translation_placeholders or {}).get("name")
            self._names[issue.issue_id] = f"{issue.translation_key} of {name}"
        path, _, opened = url.partition("=")
        # what begins and ends in one step has lost its name
        name = self._names.get(opened, opened.rpartition("_")[0])
        return f"{path}={name}" if opened else path

    def _shown(self) -> Iterator[str]:
        """Yield what stands under the bell, in repairs and in the notes of devices."""
        hass = self.house.hass
        for one in hass.data.get("persistent_notification", {}).values():
            text = "" if self.phones else f" | {one['message']}"
            yield f"bell: {one['title']}{text}".replace("\n", " | ")
        for issue in ir.async_get(hass).issues.values():
            if issue.translation_key in _OF_ISSUES:
                yield f"{issue.translation_key}: {issue.translation_placeholders}"
        if coordinator := getattr(self.house.doctor, "runtime_data", None):
            for key, device in coordinator.data.devices.items():
                for number, step in enumerate(coordinator.notes_of(key).steps_tried, 1):
                    yield f"{device.reading.name} {number}: {step.step} {step.result}"

    async def _listed(self) -> list[str]:
        hass = self.house.hass
        status = ("needs_action", "completed") if hass.states.get(LIST) else ()
        return [f"{of}: {item}" for of in status for item in await items(hass, of)]


@pytest.fixture
async def assist(hass: HomeAssistant) -> None:
    pytest.importorskip("hassil")
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})


@pytest.fixture
async def phone_story(
    make_house: MakeHouse,
    add_phone: AddPhone,
    use_blueprints: UseBlueprints,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
    story: Story,
) -> PhoneStory:
    """A house with phones: `@pytest.mark.house("troubles", phones="First,Second", polls=8)`."""
    scenario, options, polls = marked(request, 0)
    names = options.pop("phones", "Pixel").split(",")
    mute = options.pop("without_push", "")
    phones = [await add_phone(one, push=one != mute) for one in names if one]
    house = await make_house(*scenario or ("healthy",), **options)
    await house.poll(polls)
    return PhoneStory(house, phones, use_blueprints, caplog, story)
