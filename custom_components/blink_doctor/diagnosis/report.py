"""A diagnosis as plain data, for replay and for the responses of actions."""

from datetime import UTC, datetime, tzinfo
from typing import Any

from . import battery
from .history.incidents import Ending, Incident
from .model.findings import DeviceDiagnosis, Diagnosis, Finding


def format_datetime(at: datetime) -> str:
    """Format a time as `2026-11-22T10:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_dict(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return one capture's object in the replay format."""
    return {
        "at": format_datetime(diagnosis.at),
        "usable": diagnosis.usable,
        "devices": {
            key: device_as_dict(device) for key, device in diagnosis.devices.items()
        },
        "issues": [
            {"cause": finding.cause, "device": finding.device}
            for finding in diagnosis.roots
        ],
    }


def device_as_dict(device: DeviceDiagnosis) -> dict[str, Any]:
    """Return one device's state and findings."""
    reading = device.reading
    return {
        "name": reading.name,
        "fault": device.fault,
        "primary_cause": device.primary_cause,
        "online": device.online,
        "battery": device.battery,
        "wifi_bars": reading.wifi_bars,
        "sync_module_bars": reading.sync_module_bars,
        "firmware": reading.firmware,
        "findings": [finding_as_dict(finding) for finding in device.findings],
    }


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """Return one finding."""
    return {
        "cause": finding.cause,
        "severity": finding.severity.slug,
        "confidence": finding.confidence.slug,
        "since": format_datetime(finding.since),
        "evidence": dict(finding.evidence),
    }


def incident_as_dict(incident: Incident) -> dict[str, Any]:
    """Return one past fault; an open one has no end."""
    until = incident.until
    return {
        "cause": incident.cause,
        "from": format_datetime(incident.since),
        "to": format_datetime(until) if until else None,
        "minutes": None if incident.lasted is None else round(incident.lasted / 60),
        "ended_by": incident.ended_by or (Ending.BY_ITSELF if until else None),
        "changed_before": list(incident.changes),
    }


def expected_low_as_dict(
    low: battery.ExpectedLow | None, zone: tzinfo = UTC
) -> dict[str, str] | None:
    """Return the expected day of low and its range as dates in a time zone."""
    return low and {name: _day(at, zone) for name, at in low._asdict().items()}


def outlook_as_dict(
    outlook: battery.Outlook | None, zone: tzinfo = UTC
) -> dict[str, Any]:
    """Return a device's battery outlook, days as dates in a time zone."""
    changed, low = (outlook.changed, outlook.expected_low) if outlook else (None, None)
    return {
        "batteries_changed": _day(changed, zone) if changed else None,
        "expected_low": expected_low_as_dict(low, zone),
        "unusual_drain": outlook.unusual_drain if outlook else None,
    }


def _day(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).date().isoformat()
