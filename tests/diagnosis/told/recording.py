"""Whether cameras would have recorded: what Blink says of system, camera and USB stick.

`recording.txt` keeps it under titles that say what must be so. Stored anew by
`scripts/evaluate scenarios --accept`.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from custom_components.blink_doctor.diagnosis import replay
from custom_components.blink_doctor.diagnosis.model.findings import Diagnosis
from tests.scenarios.homes import POLL, START, home
from tests.scenarios.world import World

from . import titled

KEPT = Path(__file__).parent / "recording.txt"
_CAMERAS = ("camera:21", "owl:31", "doorbell:41")
# A title, and polls with what changes before each of them, in the words of a scenario's script.
# `cameras` are all of them, `stick` is what the module says of its storage; all begins armed.
_STORIES = """\
armed, and motion is looked for: ready
    cameras enabled=true
motion detection is off
    cameras enabled=false
whether it is off is not known: neither a null nor another word says
    cameras enabled=null > cameras enabled=yes
snoozed, also where the time left is not told
    cameras snooze=true snooze_time_remaining=60 > cameras snooze_time_remaining=null
where one of both says nothing, the other one counts: snoozed, then ready
    cameras snooze=null snooze_time_remaining=5 > cameras snooze_time_remaining=null
no longer snoozed: the time is over, or Blink says so
    cameras snooze=true snooze_time_remaining=0 > cameras snooze=false snooze_time_remaining=60
offline, whatever is set
    cameras status=offline > cameras enabled=false
a status that nobody knows, and a camera that was never set up: not known
    cameras status=thinking > cameras status=online onboarded=false
motion detection off is said before snoozed
    cameras enabled=false snooze=true
paused, whatever it does, and only that one
    camera:21 enabled=false & pause camera:21
the network is asked first, the homescreen where it says nothing: ready, not armed twice, ready
    list networks [{"id":1,"armed":false}] > network 1 armed=false & list networks [{"id":1,"armed":true}] > network 1 armed=null & list networks [{"id":1,"armed":false}] > list networks [{"id":1,"armed":true}]
neither says: not known
    network 1 armed=- > network 1 armed=armed
a module in error: not known of what is behind it, a Mini has its own way; then not armed
    network 1 sync_module_error=true > network 1 armed=false
a module that is offline takes its cameras along at once
    sync_module:11 status=online > sync_module:11 status=offline
a module that is silent takes them along since its last heartbeat
    beat sync_module:11 1 > beat sync_module:11 stop > beat sync_module:11 stop > beat sync_module:11 stop > beat sync_module:11 stop > beat sync_module:11 stop
a stick that works
    stick enabled=true status=active
a stick that does not: nothing is stored, but the camera that stores in the cloud is ready
    stick enabled=true status=unavailable > camera:21 local_storage_compatible=false
no stick is in use; a module that cannot have one
    stick enabled=false status=unavailable > stick compatible=false
words that nobody knows, and none: not known while a stick is in use
    stick enabled=true status=brimful > stick status=full > stick status=null
those words where none is in use; nothing said at all
    stick enabled=false status=brimful > stick enabled=null status=null
a stick that was active and has gone is missed for thirty days, also over a restart
    stick enabled=true status=active > stick enabled=false status=unavailable & restart > clock 44640
what cannot be understood is no fault
    cameras enabled=7 snooze=[] snooze_time_remaining={} > stick enabled={} status=7 compatible=[] > network 1 armed=?
"""


def lines() -> Iterator[str]:
    """Yield each title, and for each poll what is said of all devices."""
    for title, polls in titled(_STORIES):
        yield title
        captures = [*_captures(polls)]
        said = replay.run(replay.read({"captures": captures}))
        for step, (diagnosis, _) in zip(polls, said, strict=True):
            yield f"    {step}: {_told(diagnosis)}"


def _captures(polls: list[str]) -> Iterator[dict[str, object]]:
    world = World(home=home("sync_module:11", *_CAMERAS))
    world.apply(("network", "1", "armed=true"))
    for key in _CAMERAS:
        world.apply((key, "enabled=true", "snooze=false"))
    for step in polls:
        world.now += POLL
        for change in step.split(" & "):
            what, *words = change.split(" ")
            if what == "stick":
                world.apply(("sync_module:11", *(f"local_storage_{w}" for w in words)))
            elif what == "cameras":
                for key in _CAMERAS:
                    world.apply((key, *words))
            else:
                world.apply((what, *words))
        yield world.capture()


def _told(diagnosis: Diagnosis) -> str:
    told = []
    for key, device in diagnosis.devices.items():
        text = str(device.storage or device.recording or "")
        if device.recording_since and device.recording_since != diagnosis.at:
            text += (
                f" since {(device.recording_since - START) / timedelta(minutes=1):g}"
            )
        causes = [finding.cause.value for finding in device.findings]
        told += [f"{key} {' '.join([text, *causes])}".strip()]
    return ", ".join(told)
