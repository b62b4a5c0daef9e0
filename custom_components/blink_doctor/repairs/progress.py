"""What takes a while: it is said, and the page after it is reached on every frontend."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import CALLBACK_TYPE, HassJob, callback
from homeassistant.data_entry_flow import AbortFlow, FlowResultType
from homeassistant.helpers.event import async_call_later

from ..checkup import CheckUpError
from ..checkup.rate_limit import budget
from ..const import DOMAIN
from ..coordinator import BlinkDoctorCoordinator

_AGAIN_SECONDS = 1
_AGAIN_AT_MOST = 30


class WorkingFlow(RepairsFlow):
    """A flow with pages that are shown while something is being done."""

    error: CheckUpError | None = None
    _task: asyncio.Task[None] | None = None
    _progress = "checking"
    _said: dict[str, str]
    _cancel: CALLBACK_TYPE | None = None

    @property
    @abstractmethod
    def coordinator(self) -> BlinkDoctorCoordinator:
        """Return what judges now."""

    @abstractmethod
    def placeholders(self) -> dict[str, str]:
        """Return everything that a page may say."""

    def working(
        self, step: str, work: Callable[[], Coroutine[Any, Any, None]], then: str
    ) -> RepairsFlowResult:
        """Show progress while something is being done, then go to another step."""
        if self._task is None:
            self.error = None
            spaced = budget(self.coordinator).again_at() is not None
            self._progress = "waiting" if spaced else "checking"
            self._said = self.placeholders()
            self._task = self.hass.async_create_background_task(
                work(), f"{DOMAIN} guided fix", eager_start=False
            )
        if not self._task.done():
            return self.async_show_progress(
                step_id=step,
                progress_action=self._progress,
                progress_task=self._task,
                description_placeholders=self._said,
            )
        task, self._task = self._task, None
        with suppress(AbortFlow, asyncio.CancelledError):
            # a progress cannot abort; the next step will, for the same reason.
            # Home Assistant cancels it when it stops: nobody sees a next page
            task.result()
        self._tell_again_later(_AGAIN_AT_MOST)
        return self.async_show_progress_done(next_step_id=then)

    @callback
    def _tell_again_later(self, times: int) -> None:
        """Say again that the page is over, until somebody has asked for the next.

        The dialog of Home Assistant 2026.10 listens only after it has shown the page:
        what ended before that would turn for ever.
        """

        @callback
        def tell(_: datetime) -> None:
            self._cancel = None
            step = self.cur_step
            if step and step["type"] is FlowResultType.SHOW_PROGRESS_DONE:
                self.async_notify_flow_changed()
                if times:
                    self._tell_again_later(times - 1)

        job = HassJob(tell, cancel_on_shutdown=True)
        self._cancel = async_call_later(self.hass, _AGAIN_SECONDS, job)

    @callback
    def stop_telling(self) -> None:
        """Somebody has the next page."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    @override
    @callback
    def async_remove(self) -> None:
        """Leave no timer behind when the dialog is closed."""
        self.stop_telling()
        super().async_remove()
