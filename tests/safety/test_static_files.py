"""The card's files are served, and nothing around them."""

import asyncio
from http import HTTPStatus

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL, UrlManager
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.blink_doctor.dashboard.static_files import (
    DATA_CARD_URL,
    FILE,
    FOLDER,
)
from tests.house import MakeHouse

WAYS_OUT = (
    *("../manifest.json", "../../manifest.json", "..%2fmanifest.json"),
    *("%2e%2e/manifest.json", "%2e%2e%2fmanifest.json", "..%252fmanifest.json"),
    *("..\\manifest.json", "..%5cmanifest.json", "....//manifest.json"),
    *("./../manifest.json", "x/../../manifest.json", "..%00/manifest.json"),
    *("/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "manifest.json", "", "."),
)


async def raw(host: str, port: int, path: str) -> bytes:
    """Return the answer to a path that no client library has tidied up."""
    reader, writer = await asyncio.open_connection(host, port)
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    writer.write(request.encode("latin-1"))
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_no_way_out(
    make_house: MakeHouse, hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    """Only files of the folder are served: no other file, no listing."""
    hass.data[DATA_EXTRA_MODULE_URL] = UrlManager(lambda change, url: None, [])
    await make_house("one_camera")
    base = hass.data[DATA_CARD_URL].removesuffix(FILE)
    server = (await hass_client()).server
    assert server.port is not None

    good = await raw(server.host, server.port, f"{base}{FILE}")
    assert (FOLDER / FILE).read_bytes() in good, "the raw request works"
    for way in WAYS_OUT:
        answer = await raw(server.host, server.port, f"{base}{way}")
        assert int(answer.split(b" ", 2)[1]) >= HTTPStatus.BAD_REQUEST, way
        for wanted in (b'"domain"', b"root:", FILE.encode()):
            assert wanted not in answer, way


def test_no_links_in_the_folder() -> None:
    """No symbolic link leads out of what is served, and no source lies in it."""
    served = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert served
    assert [path for path in served if path.is_symlink() or path.suffix != ".js"] == []
