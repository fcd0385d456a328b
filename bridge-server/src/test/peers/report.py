"""Looks at a clinical report in Chromium, and prints it.

  report.py PAGE SHOTS

Prints one JSON object: what the console and the network saw, the page's texts, and for A4 and Letter how many pages there are and the
text of each. Pictures of the screen and of the printed pages go into the folder SHOTS.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import SimpleITK as sitk
from chromium import Chromium

# Inches.
PAPERS = {"a4": (8.27, 11.69), "letter": (8.5, 11.0)}
PIXELS_A_POINT = 2.0


def printed(browser: Chromium, shots: Path, paper: str) -> dict[str, Any]:
    width, height = PAPERS[paper]
    answer = browser.call("Page.printToPDF", paperWidth=width, paperHeight=height, preferCSSPageSize=False, printBackground=True)
    file = shots / f"{paper}.pdf"
    file.write_bytes(base64.b64decode(answer["data"]))
    document = pdfium.PdfDocument(file)
    texts = []
    for number, page in enumerate(document, 1):
        texts.append(" ".join(page.get_textpage().get_text_range().split()))
        pixels = page.render(scale=PIXELS_A_POINT, rev_byteorder=True).to_numpy()
        sitk.WriteImage(sitk.GetImageFromArray(pixels[..., :3], isVector=True), shots / f"{paper}-{number}.png")
    return {"pages": len(document), "texts": texts, "size": list(document[0].get_size())}


def overflow(browser: Chromium) -> list[str]:
    """Elements wider than the window, or whose text sticks out of them."""
    return list(
        browser.js(
            "[...document.querySelectorAll('body *')].filter((e) => !e.closest('svg') && e.getClientRects().length &&"
            " (e.getBoundingClientRect().right > innerWidth + 1 || (e.clientWidth && e.scrollWidth > e.clientWidth + 1)))"
            ".map((e) => e.tagName + '#' + e.id + ' ' + e.textContent.slice(0, 60))"
        )
    )


# Luminance and ratio as WCAG 2 defines them, of each element that holds text of its own on the nearest ground that is not clear.
CONTRAST = """
(() => {
  const numbers = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = numbers(c).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const c = getComputedStyle(at).backgroundColor;
      if (numbers(c).length === 3 || numbers(c)[3] > 0.99) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const texts = [...document.querySelectorAll('body *')].filter(
    (e) => !e.closest('svg') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
  return texts.map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40)];
  });
})()
"""


def main(page: Path, shots: Path) -> None:
    shots.mkdir(parents=True, exist_ok=True)
    for old in shots.glob("*-*.png"):
        old.unlink()
    with Chromium(1200, 900) as browser:
        browser.call("Page.navigate", url=page.resolve().as_uri())
        browser.wait("document.readyState === 'complete' && !!document.querySelector('footer')")
        height = int(browser.js("document.documentElement.scrollHeight"))
        browser.call("Emulation.setDeviceMetricsOverride", width=1200, height=height, deviceScaleFactor=1, mobile=False)
        browser.shot(shots / "screen.png")
        found = {
            "title": browser.js("document.title"),
            "text": browser.js("document.body.innerText"),
            "scripts": browser.js("document.scripts.length"),
            "images": browser.js("document.querySelectorAll('img, iframe, object, embed, a').length"),
            "handlers": browser.js(
                "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes].map((a) => a.name)).filter((a) => a.startsWith('on'))"
            ),
            "overflow": overflow(browser),
            "contrast": min(browser.js(CONTRAST)),
            **{paper: printed(browser, shots, paper) for paper in PAPERS},
            "errors": browser.errors(),
            "requests": browser.requests(),
        }
        browser.call("Emulation.setDeviceMetricsOverride", width=420, height=900, deviceScaleFactor=1, mobile=True)
        browser.settle()
        found["narrow overflow"] = overflow(browser)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
