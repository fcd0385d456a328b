"""Looks at a page of `foldlink view` in Chromium.

  page.py PAGE SHOTS [COLOUR=INDEX ...]

Prints one JSON object: what the console and the network saw, and for each state of each view how many pixels of each named colour
(red, green, magenta) there are, where their middle is (x, y) and how far they reach (least x, y; greatest x, y), in pixels of the
screen. Screenshots go into the folder SHOTS.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from chromium import Chromium, Pixels

COLOURS = ("red", "green", "magenta")
Rect = tuple[int, int, int, int]


def mask(pixels: Pixels, colour: str) -> Pixels:
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    if colour == "red":
        return (red > 50) & (green < 0.5 * red) & (blue < 0.5 * red)
    if colour == "green":
        return (green > 50) & (red < 0.5 * green) & (blue < 0.5 * green)
    return (red > 50) & (green < 0.5 * red) & (np.abs(red - blue) < 0.3 * red)


def seen(pixels: Pixels, rect: Rect) -> dict[str, list[float]]:
    left, top, width, height = rect
    part = pixels[top : top + height, left : left + width]
    found = {}
    for colour in COLOURS:
        rows, columns = np.nonzero(mask(part, colour))
        if not len(rows):
            found[colour] = [0.0] * 7
            continue
        rows, columns = rows + top, columns + left
        extent = [columns.min(), rows.min(), columns.max(), rows.max()]
        found[colour] = [float(v) for v in (len(rows), columns.mean(), rows.mean(), *extent)]
    return found


def rect(browser: Chromium, element: str) -> Rect:
    box = browser.js(f"(({{x, y, width, height}}) => [x, y, width, height])({element}.getBoundingClientRect())")
    return tuple(round(v) for v in box)  # type: ignore[return-value]


def panels(browser: Chromium) -> dict[str, Rect]:
    left, top, _, _ = rect(browser, "document.getElementById('niivue')")
    tiles = browser.js("FoldLink.views.slices.viewer().screenSlices.map((s) => [s.axCorSag, s.leftTopWidthHeight])")
    names = {0: "axial", 1: "coronal", 2: "sagittal", 4: "render"}
    found = {names[kind]: (round(left + t[0]), round(top + t[1]), round(t[2]), round(t[3])) for kind, t in tiles}
    # Without NiiVue's cube of directions in the lower left corner, which has colours of its own.
    left, top, width, height = found["render"]
    found["render"] = (left + width // 6, top, width - width // 6, height)
    return found


def shades(pixels: Pixels, rect: Rect) -> int:
    """How many colours there are: a blank canvas has one."""
    left, top, width, height = rect
    return len(np.unique(pixels[top : top + height, left : left + width].reshape(-1, 3), axis=0))


def upper_right_ink(pixels: Pixels, x: int, y: int) -> float:
    """Of a letter around that point: how much of its own upper right quarter is white. An L has none, an R much."""
    part = pixels[y - 11 : y + 11, x - 11 : x + 11].min(-1) > 180
    rows, columns = np.nonzero(part)
    if not len(rows):
        return -1.0
    letter = part[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return float(letter[: letter.shape[0] // 2, (letter.shape[1] + 1) // 2 :].mean())


def click(browser: Chromium, element: str) -> None:
    browser.js(f"document.getElementById('{element}').click()")


def scene(browser: Chromium, shots: Path, indices: dict[str, str]) -> dict[str, Any]:
    where = rect(browser, "document.getElementById('plot')")
    opened = browser.shot(shots / "scene.png")
    seen_from: dict[str, Any] = {"opened": seen(opened, where)}
    for camera in ("Left", "Superior", "Anterior"):
        browser.js(f"document.querySelector('#cameras [data-name={camera}]').click()")
        browser.settle()
        seen_from[camera] = seen(browser.shot(shots / f"scene-{camera.lower()}.png"), where)
    for colour, index in indices.items():
        click(browser, f"show-{index}")
        seen_from[f"without {colour}"] = seen(browser.shot(shots / "scene-hidden.png"), where)
        click(browser, f"show-{index}")
    click(browser, "scene-boxes")
    seen_from["boxes"] = seen(browser.shot(shots / "scene-boxes.png"), where)
    click(browser, "scene-boxes")
    browser.settle()
    browser.js("(e => { e.value = 20; e.dispatchEvent(new Event('input')); })(document.getElementById('scene-opacity'))")
    seen_from["faint"] = seen(browser.shot(shots / "scene-faint.png"), where)
    browser.js("(e => { e.value = 100; e.dispatchEvent(new Event('input')); })(document.getElementById('scene-opacity'))")
    hover = {}
    for colour in indices:
        x, y = seen_from["Anterior"][colour][1:3]
        for step in range(3):
            browser.move(x + step, y)
            browser.settle()
        hover[colour] = browser.js("[...document.querySelectorAll('#plot g.hovertext')].map((t) => t.textContent).join()")
    return {"seen": seen_from, "hover": hover, "shades": shades(opened, where)}


def slices(browser: Chromium, shots: Path, indices: dict[str, str]) -> dict[str, Any]:
    click(browser, "tab-slices")
    browser.wait("document.body.dataset.slices === 'ready' || !document.getElementById('failure').hidden")
    opened = browser.shot(shots / "slices.png")
    tiles = panels(browser)

    def all_panels(pixels: Pixels) -> dict[str, Any]:
        return {name: seen(pixels, tile) for name, tile in tiles.items()}

    letters = {}
    for name, (left, top, width, height) in tiles.items():
        if name in ("axial", "coronal"):
            middle = top + height // 2
            letters[name] = [upper_right_ink(opened, left + 14, middle), upper_right_ink(opened, left + width - 14, middle)]
    browser.js("(e => { e.value = 100; e.dispatchEvent(new Event('input')); })(document.getElementById('label-opacity'))")
    states: dict[str, Any] = {"opened": all_panels(browser.shot(shots / "slices-labels.png"))}
    for colour, index in indices.items():
        click(browser, f"show-{index}")
        states[f"without {colour}"] = all_panels(browser.shot(shots / "slices-hidden.png"))
        click(browser, f"show-{index}")
    click(browser, "show-none")
    states["none"] = all_panels(browser.shot(shots / "slices-none.png"))
    click(browser, "slice-boxes")
    states["none with boxes"] = all_panels(browser.shot(shots / "slices-none.png"))
    click(browser, "show-all")
    browser.js("(e => { e.value = 0; e.dispatchEvent(new Event('input')); })(document.getElementById('label-opacity'))")
    states["boxes alone"] = all_panels(browser.shot(shots / "slices-boxes.png"))
    click(browser, "slice-boxes")
    grey = {}
    for window in browser.js("[...document.querySelectorAll('#windows button')].map((b) => b.textContent)"):
        browser.js(f"document.querySelector('#windows [data-name={window}]').click()")
        left, top, width, height = tiles["axial"]
        pixels = browser.shot(shots / f"slices-{window.lower()}.png")
        grey[window] = float(np.median(pixels[top + height // 4 : top + height // 2, left + width // 4 : left + 3 * width // 4]))
    left, top, width, height = tiles["axial"]
    for kind in ("mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, x=left + width / 4, y=top + height / 4, button="left", clickCount=1)
    browser.settle()
    location = browser.js("document.getElementById('location').textContent")
    return {
        "seen": states,
        "letters": letters,
        "grey": grey,
        "location": location,
        "shades": {name: shades(opened, tile) for name, tile in tiles.items()},
    }


def main(page: Path, shots: Path, indices: dict[str, str]) -> None:
    shots.mkdir(parents=True, exist_ok=True)
    with Chromium(1500, 900) as browser:
        browser.call("Page.navigate", url=page.resolve().as_uri())
        browser.wait("document.body?.dataset.scene === 'ready' || !(document.getElementById('failure')?.hidden ?? true)")
        browser.settle()
        found = {
            "scene": scene(browser, shots, indices),
            "slices": slices(browser, shots, indices),
            "title": browser.js("document.title"),
            "images": browser.js("document.querySelectorAll('img').length"),
            "rows": browser.js("[...document.querySelectorAll('#structures tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))"),
            "facts": browser.js("[...document.querySelectorAll('#facts tr')].map((r) => [...r.cells].map((c) => c.textContent))"),
            "reduced": browser.js("document.getElementById('reduced').textContent"),
            "notices": browser.js("[...document.querySelectorAll('.notice')].map((n) => n.textContent)"),
            "errors": browser.errors(),
            "requests": browser.requests(),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), dict(a.split("=") for a in sys.argv[3:]))  # type: ignore[arg-type]
