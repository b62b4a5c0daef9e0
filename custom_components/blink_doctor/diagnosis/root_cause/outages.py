"""Root causes by scope: sync module, system, account. The smallest one that explains all wins.

Only devices in use that were lost together count.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..conditions import Observation, Symptom
from ..memory import Heartbeat, Lost
from ..model.findings import Cause, Confidence
from ..model.ids import NO_NETWORK, DeviceKey, NetworkId
from ..model.readings import ACCOUNT_KEY, Family, Reading, system_key
from ..rules.home_network_offline import FEWEST_DEVICES
from ..rules.sync_module_error import FEWEST_CAMERAS
from ..view import is_quiet
from .together import Loss, latest_loss


class Member(NamedTuple):
    """A device as outages see it: `lost` if it does not answer, or may not."""

    reading: Reading
    online: bool | None
    lost: Lost | None
    heartbeat: Heartbeat | None = None

    @property
    def may_be_down(self) -> bool:
        """Whether a module's heartbeats stopped although Blink does not call it offline."""
        return self.online is not False and self.lost is not None


class Outage(NamedTuple):
    """The state of a scope at one poll.

    `key` is where the cause sits. `seen` is the observation, `loss` what was lost.
    `in_doubt` is the same where it may be down: devices lost with it wait to be explained.
    """

    cause: Cause
    key: DeviceKey
    seen: Observation
    loss: Loss | None
    in_doubt: Loss | None


class Home:
    """The devices of one account, grouped by system."""

    def __init__(self, members: Iterable[Member]) -> None:
        """Group the devices."""
        self.on_wifi: dict[NetworkId, list[Member]] = {}
        self.modules: dict[NetworkId, list[Member]] = {}
        self.behind: dict[NetworkId, list[Member]] = {}
        systems: set[NetworkId] = set()
        for member in members:
            network = member.reading.network_id or NO_NETWORK
            systems.add(network)
            if member.reading.family is Family.SYNC_MODULE:
                self.modules.setdefault(network, []).append(member)
            groups = self.on_wifi if member.reading.own_wifi else self.behind
            groups.setdefault(network, []).append(member)
        for modules in self.modules.values():
            modules.sort(key=lambda module: module.reading.key)
        self.systems = systems

    def network_outages(self) -> list[Outage]:
        """Return the outages of the account and of each of its systems."""
        if len(self.systems) < 2:
            members = [m for group in self.on_wifi.values() for m in group]
            return [self._network(ACCOUNT_KEY, members)]
        systems = {
            network: self._network(system_key(network), members)
            for network, members in self.on_wifi.items()
            # without an id the system cannot be named
            if network
        }
        return [self._all_systems(systems), *systems.values()]

    def _all_systems(self, systems: Mapping[NetworkId, Outage]) -> Outage:
        """Return the account's outage: every device of every system was lost at once."""
        members = [m for group in self.on_wifi.values() for m in group]
        outage = self._network(ACCOUNT_KEY, members)
        if outage.loss is None:
            return outage
        lost_now = {
            member.reading.network_id
            for member in members
            if member.lost and member.lost.lived and outage.loss.explains(member.lost)
        }
        lived = {
            member.reading.network_id
            for member in members
            if member.lost is None or member.lost.lived
        }
        if len(lost_now) < 2 or lost_now != lived:
            return outage._replace(seen=False, loss=None, in_doubt=None)
        return outage

    def _network(self, key: DeviceKey, members: list[Member]) -> Outage:
        seen, loss = self._network_seen(members)
        in_doubt = all(m.lost is not None for m in members)
        return Outage(
            Cause.HOME_NETWORK_OFFLINE, key, seen, loss, loss if in_doubt else None
        )

    def _network_seen(self, members: list[Member]) -> tuple[Observation, Loss | None]:
        """Observe the devices on their own Wi-Fi; one that answers proves the network."""
        if any(m.online and not m.may_be_down for m in members):
            return False, None
        devices, loss = latest_loss(m.lost for m in members if m.lost)
        unknown = any(m.online is not False for m in members)
        if devices < FEWEST_DEVICES:
            return (None if unknown else False), None
        if unknown:
            return None, loss
        return Symptom(
            evidence={"devices_offline": devices}, confidence=Confidence.LIKELY
        ), loss

    def module_outages(self, network: NetworkId) -> list[Outage]:
        """Return what is wrong with the sync modules of a system, the latest loss first.

        Beside a module that answers, or was lost later, another one explains only what was
        lost with it.
        """
        modules = self.modules.get(network, [])
        if any(m.may_be_down for m in modules) and any(
            m.lost is None for m in self.behind.get(network, ())
        ):
            # a camera that answers proves its module
            return []
        lost = [(m.reading.key, m.lost) for m in modules if m.lost]
        lost.sort(key=lambda one: one[1].poll, reverse=True)
        beside = len(lost) < len(modules)
        return [
            _module_outage(key, loss, ended=beside or key != lost[0][0])
            for key, loss in lost
        ]

    def module_error(self, network: NetworkId, flag: bool | None) -> Outage | None:
        """Return whether a system's cameras show that their reporting module is in error.

        `flag` is the cloud's own error flag, None if absent.
        """
        modules = self.modules.get(network, ())
        module = next(
            (m for m in modules if m.online and not is_quiet(m.heartbeat)), None
        )
        if module is None:
            return None
        seen, loss = self._cameras_seen(self.behind.get(network, []), flag)
        if loss and not flag and any(m.lost and loss.explains(m.lost) for m in modules):
            # another module of the system, which was lost with them, explains them
            return None
        return Outage(
            Cause.SYNC_MODULE_ERROR,
            module.reading.key,
            seen,
            loss,
            in_doubt=loss,
        )

    def _cameras_seen(
        self, cameras: list[Member], flag: bool | None
    ) -> tuple[Observation, Loss | None]:
        devices, loss = latest_loss(m.lost for m in cameras if m.lost)
        if flag:
            return Symptom(evidence={"reported_by_blink": True}), loss
        if any(m.online for m in cameras):
            return False, None
        unknown = any(m.online is None for m in cameras)
        if devices < FEWEST_CAMERAS:
            return (None if unknown else False), None
        if unknown:
            return None, loss
        return Symptom(
            evidence={"cameras_offline": devices}, confidence=Confidence.LIKELY
        ), loss


def _module_outage(key: DeviceKey, lost: Lost, *, ended: bool) -> Outage:
    poll = lost.poll if lost.behind is None else lost.behind
    loss = Loss(poll, lost.since, ended)
    return Outage(Cause.SYNC_MODULE_OFFLINE, key, None, loss, in_doubt=loss)
