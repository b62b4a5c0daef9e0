"""Progress pages whose next page opens reliably in every frontend."""

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


class ProgressFlow(RepairsFlow):
    """A flow with progress pages."""

    error: CheckUpError | None = None
    _task: asyncio.Task[None] | None = None
    _progress = "checking"
    _placeholders: dict[str, str]
    _cancel: CALLBACK_TYPE | None = None

    @property
    @abstractmethod
    def coordinator(self) -> BlinkDoctorCoordinator:
        """Return the current coordinator."""

    @abstractmethod
    def placeholders(self) -> dict[str, str]:
        """Return the placeholders of all pages."""

    def working(
        self, step: str, work: Callable[[], Coroutine[Any, Any, None]], then: str
    ) -> RepairsFlowResult:
        """Show progress while work is running, then go to step `then`."""
        if self._task is None:
            self.error = None
            spaced = budget(self.coordinator).again_at() is not None
            self._progress = "waiting" if spaced else "checking"
            self._placeholders = self.placeholders()
            self._task = self.hass.async_create_background_task(
                work(), f"{DOMAIN} guided fix", eager_start=False
            )
        if not self._task.done():
            return self.async_show_progress(
                step_id=step,
                progress_action=self._progress,
                progress_task=self._task,
                description_placeholders=self._placeholders,
            )
        task, self._task = self._task, None
        with suppress(AbortFlow, asyncio.CancelledError):
            # a progress step cannot abort; the next step will, for the same reason.
            # Home Assistant cancels it at shutdown, when no next page is shown
            task.result()
        self._announce_again(_AGAIN_AT_MOST)
        return self.async_show_progress_done(next_step_id=then)

    @callback
    def _announce_again(self, times: int) -> None:
        """Announce repeatedly that the progress has ended, until the next page is requested.

        The dialog of Home Assistant 2026.10 only listens once it has shown the page: it would
        miss work that ended before that, and show progress forever.
        """

        @callback
        def announce(_: datetime) -> None:
            self._cancel = None
            step = self.cur_step
            if step and step["type"] is FlowResultType.SHOW_PROGRESS_DONE:
                self.async_notify_flow_changed()
                if times:
                    self._announce_again(times - 1)

        job = HassJob(announce, cancel_on_shutdown=True)
        self._cancel = async_call_later(self.hass, _AGAIN_SECONDS, job)

    @callback
    def stop_announcing(self) -> None:
        """Stop announcing: the next page was requested."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    @override
    @callback
    def async_remove(self) -> None:
        """Cancel the timer when the dialog is closed."""
        self.stop_announcing()
        super().async_remove()
