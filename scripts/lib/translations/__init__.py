"""The texts: sources in `translations/`, compiled into the package.

A source has the shape of Home Assistant core's own: `common` for texts that are used in
several places, `component.blink_doctor` for the rest. A text of English may be a
reference, `[%key:common::later%]`, to where it stands. The other languages hold texts
only, and only where English does.
"""
