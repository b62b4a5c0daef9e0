"""`diagnose`: one poll and the memory in, a diagnosis and the new memory out.

A poll is recorded in the memory, and the diagnosis is derived from the memory alone. So
a restart between two polls, or judging twice, changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from . import device_names, incident_log, judge_device, missing, pause
from .conclude import concluded, fleet_of, view_of
from .conditions import Condition, Observation, PollTime, Symptom, step
from .fleet import Fleet
from .judge_device import Root, offline_key
from .memory import NO_MEMORY, DeviceMemory, ExplainedBy, Lost, Memory, put
from .model.findings import Cause, Diagnosis
from .model.frozen import replace
from .model.ids import NO_NETWORK, DeviceKey, NetworkId
from .model.readings import ACCOUNT_KEY, Family, Reading, Snapshot, system_key
from .record import poll_number, record, with_reports
from .root_cause.outages import Home, Member, Outage
from .root_cause.together import Loss
from .rules import RULE_OF, blink_unreachable
from .settings import Settings
from .storage import clamped
from .view import is_quiet, online_of


def diagnose(
    snapshot: Snapshot, memory: Memory, settings: Settings, now: datetime
) -> tuple[Diagnosis, Memory]:
    """Judge one poll.

    `now` must have a time zone; in a replay it is the time of the snapshot. An unusable
    snapshot changes only the account's own findings. Never raises for what
    `payload.parse` returns.
    """
    if snapshot.usable:
        snapshot = missing.with_known_fields(snapshot, memory)
        snapshot = device_names.with_kept_names(snapshot, memory)
        snapshot = pause.pause_behind_unlisted_modules(snapshot, memory, now)
    if _is_repeated(snapshot, memory, now):
        memory = with_reports(snapshot, memory, now, keys=memory.devices.keys())
    else:
        if memory.at is not None and memory.at > now:
            # the clock was set back: move times in the future to now
            memory = clamped(memory, now)
        memory = _watch_account(snapshot, memory, settings, now)
        unlisted = memory.devices.keys() - snapshot.devices.keys()
        memory = with_reports(snapshot, memory, now, keys=unlisted)
        if snapshot.usable:
            memory = _Poll(snapshot, memory, settings, now).judge()
        memory = replace(memory, at=now, usable=snapshot.usable)
    return _conclude(memory, settings, now)


def review(
    memory: Memory, settings: Settings, now: datetime
) -> tuple[Diagnosis, Memory]:
    """Diagnose again between polls, after memory or settings changed.

    Conditions do not advance: no reading is counted twice.
    """
    return _conclude(memory, settings, now)


def _conclude(
    memory: Memory, settings: Settings, now: datetime
) -> tuple[Diagnosis, Memory]:
    """Derive the diagnosis, and update the incident log in the memory to match."""
    diagnosis = concluded(memory, settings, now)
    return diagnosis, incident_log.followed(memory, diagnosis, settings, now)


def observe(
    memory: Memory, settings: Settings, key: DeviceKey, cause: Cause, now: datetime
) -> Observation:
    """Evaluate one rule on the last reading of a device; None if there is none."""
    rule, reading = RULE_OF[cause], memory.readings.get(key)
    if rule.observe is None or reading is None or not reading.in_use:
        return None
    fleet = fleet_of(memory.readings.values(), memory, settings)
    return rule.observe(
        view_of(reading, memory.devices[key], memory, settings, fleet, now)
    )


def _is_repeated(snapshot: Snapshot, memory: Memory, now: datetime) -> bool:
    """Whether this poll is identical to the one judged last, apart from reports."""
    return (
        memory.at == now
        and memory.usable == snapshot.usable
        and all(
            memory.readings.get(key) == reading
            for key, reading in snapshot.devices.items()
        )
    )


def _watch_account(
    snapshot: Snapshot, memory: Memory, settings: Settings, now: datetime
) -> Memory:
    """Advance the condition of the account itself by one poll."""
    seen = blink_unreachable.observe(snapshot)
    conditions = dict(memory.devices.get(ACCOUNT_KEY, NO_MEMORY).conditions)
    before = conditions.get(Cause.BLINK_UNREACHABLE)
    if before is None and seen is False:
        return memory
    poll_time = PollTime(now=now, interval=snapshot.interval)
    hold = blink_unreachable.hold(settings)
    put(conditions, Cause.BLINK_UNREACHABLE, step(before, seen, poll_time, hold))
    return memory.with_device(ACCOUNT_KEY, conditions=conditions)


@dataclass(slots=True)
class _Poll:
    """One usable poll: conditions advance from the widest scope to the single device."""

    snapshot: Snapshot
    memory: Memory
    settings: Settings
    now: datetime
    poll_time: PollTime = field(init=False)
    known: Mapping[DeviceKey, DeviceMemory] = field(init=False)
    devices: dict[DeviceKey, DeviceMemory] = field(init=False)
    fleet: Fleet = field(init=False)

    def judge(self) -> Memory:
        """Return the memory after the poll."""
        self.poll_time = PollTime(
            now=self.now,
            poll=poll_number(self.memory, self.now, self.snapshot.interval),
            interval=self.snapshot.interval,
        )
        before = self.known = self.memory.devices
        self.memory = record(self.snapshot, self.memory, self.settings, self.poll_time)
        self.devices = dict(self.memory.devices)
        # a device missing for less than a day still counts with its last firmware
        self.fleet = fleet_of(self.memory.readings.values(), self.memory, self.settings)
        home = Home(self._members())
        outages = home.network_outages()
        self._move_network_findings(outages)
        networks = self._step_networks(outages)
        roots: dict[NetworkId, list[Root]] = {}
        for key, reading in self.snapshot.devices.items():
            if reading.family is Family.SYNC_MODULE:
                above = _roots_above(networks, reading.network_id or NO_NETWORK)
                self._step_device(reading, above, first_sight=key not in before)
        for key, reading in self.snapshot.devices.items():
            if reading.family is Family.SYNC_MODULE:
                continue
            network = reading.network_id or NO_NETWORK
            if network not in roots:
                roots[network] = self._module_roots(home, network)
            above = _roots_above(networks, network)
            if not reading.own_wifi:
                above = [*above, *roots[network]]
            self._step_device(reading, above, first_sight=key not in before)
        for network in home.modules.keys() - roots.keys():
            self._module_roots(home, network)
        return replace(self.memory, devices=self.devices)

    def _members(self) -> Iterable[Member]:
        """Yield all devices in use; an unlisted one contributes only its loss."""
        for key, reading in self.memory.readings.items():
            if not reading.in_use:
                continue
            heartbeat = self.memory.heartbeats.get(key)
            lost = self.devices[key].lost
            if key in self.snapshot.devices:
                online = online_of(reading, heartbeat, self.settings)
                if lost is None and online is not False and is_quiet(heartbeat):
                    lost = self._loss_of_heartbeat(key)
                yield Member(reading, online, lost, heartbeat)
            else:
                yield Member(reading, False if lost else None, lost, heartbeat)

    def _loss_of_heartbeat(self, key: DeviceKey) -> Lost:
        """Return the loss of a module whose heartbeats stopped before Blink called it offline."""
        heartbeat = self.memory.heartbeats[key]
        lived = bool(self.devices[key].online_days)
        return Lost(since=self.now, poll=heartbeat.poll + 1, lived=lived)

    def _move_network_findings(self, outages: list[Outage]) -> None:
        """Move a finding between account and system when the number of systems changes.

        With one system it belongs to the account, with several to the system.
        """
        account, *systems = outages
        found = self._network_condition(ACCOUNT_KEY)
        if not systems and found is None:
            away = [
                (key, condition)
                for key in self.devices
                if key.startswith(f"{Family.SYSTEM}:")
                and (condition := self._network_condition(key)) is not None
            ]
            for key, condition in away:
                self._put_condition(key, Cause.HOME_NETWORK_OFFLINE, None)
                if account.loss is not None:
                    self._put_condition(
                        ACCOUNT_KEY, Cause.HOME_NETWORK_OFFLINE, condition
                    )
        elif found is not None and account.loss is None:
            for outage in systems:
                if outage.loss and self._network_condition(outage.key) is None:
                    self._put_condition(outage.key, outage.cause, found)

    def _network_condition(self, key: DeviceKey) -> Condition | None:
        conditions = self.devices.get(key, NO_MEMORY).conditions
        return conditions.get(Cause.HOME_NETWORK_OFFLINE)

    def _put_condition(
        self, key: DeviceKey, cause: Cause, condition: Condition | None
    ) -> None:
        memory = self.devices.get(key, NO_MEMORY)
        conditions = dict(memory.conditions)
        put(conditions, cause, condition)
        self.devices[key] = replace(memory, conditions=conditions)

    def _step_networks(self, outages: list[Outage]) -> list[Root]:
        """Advance the conditions of systems and account; return their roots."""
        account, *systems = outages
        roots = [root for o in systems if (root := _root(o, self._step_outage(o)))]
        if not any(outage.loss for outage in systems):
            # one system, or none with two devices on its own Wi-Fi: judge them all together
            root = _root(account, self._step_outage(account))
            return [root] if root else []
        firing = [self.devices[root.device] for root in roots if root.firing]
        together = account.in_doubt is not None and len(firing) == sum(
            outage.loss is not None for outage in systems
        )
        # all systems at once: one finding on the account
        conditions = [one.conditions[account.cause] for one in firing]
        shared = min(conditions, key=lambda one: one.since) if together else None
        if shared is not None and isinstance(account.seen, Symptom):
            shared = replace(shared, evidence=account.seen.evidence)
        if shared is not self._network_condition(ACCOUNT_KEY):
            self._put_condition(ACCOUNT_KEY, account.cause, shared)
        if shared is None or account.loss is None:
            return roots
        return [Root(account.cause, ACCOUNT_KEY, account.loss, firing=True)]

    def _step_outage(
        self, outage: Outage, *, first_sight: bool = False
    ) -> Condition | None:
        """Advance the condition of an outage on the device, system or account it belongs to."""
        conditions = self.devices.get(outage.key, NO_MEMORY).conditions
        before = conditions.get(outage.cause)
        poll = outage.loss.poll if outage.loss else self.poll_time.poll
        condition = step(
            before,
            outage.seen,
            replace(self.poll_time, poll=poll),
            RULE_OF[outage.cause].hold(self.settings),
            first_sight=first_sight,
        )
        if condition is not before:
            self._put_condition(outage.key, outage.cause, condition)
        return condition

    def _module_roots(self, home: Home, network: NetworkId) -> list[Root]:
        """Return the roots that a system's modules are, once those have been judged."""
        flag = self.snapshot.sync_module_errors.get(network)
        error = home.module_error(network, flag)
        if error is not None and flag:
            error = self._lost_since_flag(error)
        for member in home.modules.get(network, ()):
            key = member.reading.key
            if error is None or error.key != key:
                unknown = error is None and self._may_be_in_error(member)
                seen = None if unknown else False
                self._step_outage(
                    Outage(Cause.SYNC_MODULE_ERROR, key, seen, None, None)
                )
        if error is not None:
            condition = self._step_outage(
                error, first_sight=error.key not in self.known
            )
            root = _root(error, condition)
        else:
            root = self._firing_error(home, network)
        return [root] if root else self._modules_offline(home, network)

    def _firing_error(self, home: Home, network: NetworkId) -> Root | None:
        """Return a module error as root until the module is known to be offline."""
        for member in home.modules.get(network, ()):
            key = member.reading.key
            condition = self.devices[key].conditions.get(Cause.SYNC_MODULE_ERROR)
            if condition and condition.firing and not condition.is_resolving:
                loss = Loss(condition.poll)
                return Root(Cause.SYNC_MODULE_ERROR, key, loss, firing=True)
        return None

    def _modules_offline(self, home: Home, network: NetworkId) -> list[Root]:
        roots = []
        for outage in home.module_outages(network):
            module = self.devices[outage.key]
            if (by := module.explained_by) is not None and outage.loss is not None:
                # devices behind the module share the root that explains the module
                roots.append(Root(Cause(by.cause), by.device, outage.loss, firing=True))
            elif root := _root(outage, module.conditions.get(outage.cause)):
                roots.append(root)
        return roots

    def _is_flapping(self, by: ExplainedBy | None) -> bool:
        """Whether a root fires because of flapping."""
        if by is None:
            return False
        conditions = self.devices.get(by.device, NO_MEMORY).conditions
        condition = conditions.get(by.cause)
        return condition is not None and condition.firing and condition.is_chronic

    def _may_be_in_error(self, member: Member) -> bool:
        """Whether a module that does not report is not yet known to be offline."""
        if member.online and not member.may_be_down:
            return False
        memory = self.devices[member.reading.key]
        offline = memory.conditions.get(Cause.SYNC_MODULE_OFFLINE)
        known = offline is not None and offline.firing
        return not known and memory.explained_by is None

    def _lost_since_flag(self, error: Outage) -> Outage:
        """Let the cloud's own error flag explain only what was lost at or after it."""
        conditions = self.devices.get(error.key, NO_MEMORY).conditions
        before = conditions.get(error.cause)
        poll = self.poll_time.poll
        if before is not None and not before.is_inactive:
            poll = before.poll
        return error._replace(loss=Loss(poll), in_doubt=Loss(poll))

    def _step_device(
        self, reading: Reading, roots: Iterable[Root], *, first_sight: bool
    ) -> None:
        key = reading.key
        memory = self.devices[key]
        if not reading.in_use:
            if memory.conditions or memory.explained_by:
                self.devices[key] = replace(memory, conditions={}, explained_by=None)
            return
        view = view_of(
            reading, memory, self.memory, self.settings, self.fleet, self.now
        )
        view.memory = judge_device.step_rules(
            view, self.poll_time, first_sight=first_sight
        )
        if (
            view.online is not True
            or view.memory.explained_by is not None
            or offline_key(reading) in view.memory.conditions
        ):
            root_flaps = self._is_flapping(view.memory.explained_by)
            view.memory = judge_device.step_offline(
                view, roots, self.poll_time, root_flaps=root_flaps
            )
            view.memory = judge_device.share_since(view.memory)
        if view.memory is not memory:
            self.devices[key] = view.memory


def _roots_above(networks: list[Root], network: NetworkId) -> list[Root]:
    """Return the roots above the devices of a system: the account's and the system's."""
    mine = (ACCOUNT_KEY, system_key(network))
    return [root for root in networks if root.device in mine]


def _root(outage: Outage, condition: Condition | None) -> Root | None:
    """Return an outage as a root: firing, or still waiting for its hold."""
    if condition is not None and condition.firing and not condition.is_resolving:
        loss = outage.loss or Loss(condition.poll)
        return Root(outage.cause, outage.key, loss, firing=True)
    if outage.in_doubt is not None:
        return Root(outage.cause, outage.key, outage.in_doubt, firing=False)
    return None
