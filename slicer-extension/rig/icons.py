"""Draws the module's icons into FoldLink/Resources/Icons: python -m rig.icons, run in slicer-extension.

State is told by shape as well as by colour, for those who do not tell red from green.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parents[1] / "FoldLink" / "Resources" / "Icons"
FINE = 8
"""Drawn this much larger, then brought down: smooth edges."""

GREEN, AMBER, RED, BLUE, GREY, WHITE = "#2e9e5b", "#d98e04", "#cf3b3b", "#2f7fd1", "#8a8f98", "#ffffff"


class _Picture:
    """Coordinates are shares of the edge, from the upper left."""

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels
        self._edge = pixels * FINE
        self._image = Image.new("RGBA", (self._edge, self._edge), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._image)

    def disc(self, x: float, y: float, r: float, fill: str | None = None, line: str | None = None, width: float = 0.0) -> None:
        self.ellipse(x - r, y - r, x + r, y + r, fill, line, width)

    def ellipse(
        self, x0: float, y0: float, x1: float, y1: float, fill: str | None = None, line: str | None = None, width: float = 0.0
    ) -> None:
        self._draw.ellipse(self._box(x0, y0, x1, y1), fill, line, self._width(width))

    def half(self, x: float, y: float, r: float, fill: str) -> None:
        self._draw.pieslice(self._box(x - r, y - r, x + r, y + r), 90, 270, fill)

    def square(
        self, x0: float, y0: float, x1: float, y1: float, r: float, fill: str | None = None, line: str | None = None, width: float = 0.0
    ) -> None:
        self._draw.rounded_rectangle(self._box(x0, y0, x1, y1), r * self._edge, fill, line, self._width(width))

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self._draw.polygon([(x * self._edge, y * self._edge) for x, y in points], fill)

    def stroke(self, points: list[tuple[float, float]], colour: str, width: float) -> None:
        ends = [(x * self._edge, y * self._edge) for x, y in points]
        self._draw.line(ends, colour, self._width(width), joint="curve")
        r = width * self._edge / 2
        for x, y in ends:
            self._draw.ellipse((x - r, y - r, x + r, y + r), colour)

    def save(self, name: str) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        self._image.resize((self._pixels, self._pixels), Image.Resampling.LANCZOS).save(FOLDER / f"{name}.png", optimize=True)

    def _box(self, *corners: float) -> tuple[float, ...]:
        return tuple(corner * self._edge for corner in corners)

    def _width(self, width: float) -> int:
        return round(width * self._edge)


def module() -> None:
    """A slice of the abdomen, its organs, and the box around one of them."""
    p = _Picture(128)
    p.square(0.02, 0.02, 0.98, 0.98, 0.18, fill="#15324f")
    p.ellipse(0.09, 0.19, 0.91, 0.81, fill="#c9d3dd")
    p.ellipse(0.13, 0.23, 0.87, 0.77, fill="#5b6b7c")
    p.disc(0.50, 0.66, 0.075, fill="#f2f2ee")
    p.ellipse(0.30, 0.56, 0.41, 0.70, fill="#4fb3a5")
    p.ellipse(0.59, 0.56, 0.70, 0.70, fill="#4fb3a5")
    p.ellipse(0.17, 0.28, 0.50, 0.56, fill="#e08a6d")
    p.ellipse(0.34, 0.30, 0.62, 0.44, fill="#e08a6d")
    p.ellipse(0.70, 0.36, 0.82, 0.56, fill="#b58bd0")
    p.square(0.145, 0.255, 0.645, 0.585, 0.01, line="#ffd166", width=0.028)
    p.save("FoldLink")


def lights() -> None:
    for name in ("LightOff", "LightConnecting", "LightConnected", "LightBusy", "LightLost"):
        p = _Picture(32)
        if name == "LightOff":
            p.disc(0.5, 0.5, 0.40, line=GREY, width=0.12)
        elif name == "LightConnecting":
            p.disc(0.5, 0.5, 0.40, line=AMBER, width=0.12)
            p.half(0.5, 0.5, 0.40, AMBER)
        elif name == "LightConnected":
            p.disc(0.5, 0.5, 0.44, fill=GREEN)
            p.stroke([(0.29, 0.52), (0.44, 0.67), (0.72, 0.36)], WHITE, 0.11)
        elif name == "LightBusy":
            p.disc(0.5, 0.5, 0.44, fill=BLUE)
            for x in (0.28, 0.5, 0.72):
                p.disc(x, 0.5, 0.075, fill=WHITE)
        else:
            p.disc(0.5, 0.5, 0.44, fill=RED)
            p.stroke([(0.33, 0.33), (0.67, 0.67)], WHITE, 0.11)
            p.stroke([(0.67, 0.33), (0.33, 0.67)], WHITE, 0.11)
        p.save(name)


def messages() -> None:
    error = _Picture(32)
    error.disc(0.5, 0.5, 0.46, fill=RED)
    error.stroke([(0.5, 0.25), (0.5, 0.55)], WHITE, 0.12)
    error.disc(0.5, 0.74, 0.07, fill=WHITE)
    error.save("Error")
    warning = _Picture(32)
    warning.shape([(0.5, 0.04), (0.98, 0.94), (0.02, 0.94)], AMBER)
    warning.stroke([(0.5, 0.38), (0.5, 0.62)], WHITE, 0.11)
    warning.disc(0.5, 0.80, 0.06, fill=WHITE)
    warning.save("Warning")
    done = _Picture(32)
    done.stroke([(0.14, 0.54), (0.40, 0.80), (0.88, 0.22)], GREEN, 0.16)
    done.save("Done")


if __name__ == "__main__":
    module()
    lights()
    messages()
