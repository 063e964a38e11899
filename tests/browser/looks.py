"""What an eye would notice, as numbers read from the page."""

from __future__ import annotations

from playwright.sync_api import Page

_FAINT = """
([selector, least]) => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if ((colour[3] ?? 1) > 0.5) return colour;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const root of document.querySelectorAll(selector)) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement, said = texts.currentNode.data.trim();
      if (!said || !element.checkVisibility() || !element.getClientRects().length) continue;
      if (element.closest('mjx-assistive-mml, style, script')) continue;
      const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < least) faint.add(`${ratio.toFixed(1)}: ${said.slice(0, 40)}`);
    }
  }
  return [...faint];
}
"""

_CORNERS = """
(selector) => [...document.querySelectorAll(selector)].map((image) => {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  pen.drawImage(image, 0, 0);
  return [...pen.getImageData(2, 2, 1, 1).data];
})
"""

_PADDING = """
(nodes) => nodes.flatMap((node) => ['Top', 'Right', 'Bottom', 'Left']
  .map((side) => parseFloat(getComputedStyle(node)[`padding${side}`])))
"""

_CUT_OFF = """
(roots) => roots.flatMap((root) => [...root.querySelectorAll('p, pre, table, img')])
  .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && node.clientWidth)
  .map((node) => `${node.tagName}: ${node.innerText.slice(0, 40)}`)
"""


def faint_text(page: Page, selector: str, least: float = 4.5) -> list[str]:
    """Texts whose contrast with what is behind them is below ``least`` (4.5 is what WCAG asks for)."""
    found: list[str] = page.evaluate(_FAINT, [selector, least])
    return found


def corner_colours(page: Page, selector: str) -> list[list[int]]:
    """Red, green, blue and opacity near the corner of each image: its background."""
    found: list[list[int]] = page.evaluate(_CORNERS, selector)
    return found


def broken_images(page: Page, selector: str = "img") -> list[str]:
    """Sources of the images that did not load."""
    found: list[str] = page.eval_on_selector_all(
        selector, "images => images.filter(image => image.naturalWidth === 0).map(image => image.src)"
    )
    return found


def padding(page: Page, selector: str) -> list[float]:
    """The pixels between each element's four edges and what it holds."""
    found: list[float] = page.eval_on_selector_all(selector, _PADDING)
    assert found, selector
    return found


def cut_off(page: Page, selector: str) -> list[str]:
    """Paragraphs, tables and pictures that are wider than the room that they have."""
    found: list[str] = page.eval_on_selector_all(selector, _CUT_OFF)
    return found
