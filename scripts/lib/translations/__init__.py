"""The texts: sources in `translations/`, compiled into the package.

A source has the structure of Home Assistant core's own: `common` for texts used in
several places, `component.blink_doctor` for the rest. An English text may be a
reference to another, `[%key:common::later%]`. The other languages contain only texts,
and only where English has one.
"""
