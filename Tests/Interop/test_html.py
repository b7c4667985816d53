"""Looks at reports in a real browser: they draw, nothing overflows, nothing is asked from elsewhere."""

import csv
import io
import json
import pathlib
import tempfile
import unittest

import html5lib

from checkpoint import run
from chromium import Chromium

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "SampleTensors"
WIDTHS = [360, 800, 1400]
SCHEMES = ["light", "dark"]

# Elements that stick out of the window and that no ancestor scrolls.
OVERFLOWING = """
(() => {
  const width = document.documentElement.clientWidth;
  const scrolled = element => element.closest(".wide") !== null;
  return [...document.querySelectorAll("body *")]
    .filter(element => !element.closest("svg") || element.tagName === "svg")
    .filter(element => !scrolled(element) || element.classList.contains("wide"))
    .filter(element => element.getBoundingClientRect().right > width + 0.5)
    .map(element => element.tagName + " " + element.textContent.slice(0, 40));
})()
"""

# Labels of pictures that stick out of them.
CUT_LABELS = """
[...document.querySelectorAll("svg")].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map(text => text.textContent);
})
"""

CONTRAST = """
(() => {
  const numbers = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = colour => numbers(colour).map(value => value / 255)
    .map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const back = light(getComputedStyle(document.body).backgroundColor);
  const ratio = colour => {
    const fore = light(colour);
    return (Math.max(fore, back) + 0.05) / (Math.min(fore, back) + 0.05);
  };
  const of = selector => {
    const element = document.querySelector(selector);
    return element ? ratio(getComputedStyle(element).color) : 99;
  };
  return Object.fromEntries(
    ["body", ".sub", "figcaption", "a", "li.warn b", ".note"].map(name => [name, of(name)]));
})()
"""


class PageTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.browser = cls.enterClassContext(Chromium())
        cls.pages = {
            "one": cls.page("one", SAMPLES / "weights.bin", "--repairs"),
            "many": cls.page(
                "many",
                SAMPLES / "transformer.safetensors",
                *("--tensor", "*.layers.0.*", "--tensor", "probe.*", "--tensor", "*.adapter.*"),
            ),
            "formats": cls.page(
                "formats",
                SAMPLES / "weights.bin",
                "--formats",
                "mxfp4,nvfp4,int4-g128,mxfp4+h32,hqq4-g64,fp8-128x128,int8-row,ternary,e8p2,mxfp8-e4m3",
            ),
            "ties": cls.page("ties", SAMPLES / "ties.npy"),
            "kernels": cls.page(
                "kernels", SAMPLES / "weights.bin", "--kernels", "--formats", "int4-g128"
            ),
            "named": cls.page("named", cls.hostile()),
        }

    @classmethod
    def page(cls, name, *arguments):
        path = pathlib.Path(cls.folder.name) / f"{name}.html"
        run("report", *arguments, "-o", path)
        return path

    @classmethod
    def hostile(cls):
        """A file whose names would be markup, or wider than any window."""
        names = ["<img src=http://127.0.0.1:9/x onerror=alert(1)>", "w" * 200, "a&b\u202ec\"'"]
        header = {
            name: {"dtype": "F32", "shape": [2, 32], "data_offsets": [256 * i, 256 * i + 256]}
            for i, name in enumerate(names)
        }
        text = json.dumps(header).encode()
        path = pathlib.Path(cls.folder.name) / "<b>&name.safetensors"
        values = bytes(range(256)) * len(names)
        path.write_bytes(len(text).to_bytes(8, "little") + text + values)
        return path

    def test_pages_are_valid_html(self):
        for name, path in self.pages.items():
            with self.subTest(name):
                parser = html5lib.HTMLParser(strict=True)
                parser.parse(path.read_text(encoding="utf-8"))

    def test_nothing_overflows_at_any_width_in_light_and_dark(self):
        for name, path in self.pages.items():
            self.browser.show(WIDTHS[0])
            self.browser.open(path)
            for width in WIDTHS:
                for scheme in SCHEMES:
                    with self.subTest(f"{name} {width} {scheme}"):
                        self.browser.show(width, scheme=scheme)
                        wide = self.browser.evaluate("document.documentElement.scrollWidth")
                        self.assertLessEqual(wide, width)
                # Colours move nothing.
                with self.subTest(f"{name} {width}"):
                    self.assertEqual(self.browser.evaluate(OVERFLOWING), [])
                    self.assertEqual(self.browser.evaluate(CUT_LABELS), [])

    def test_no_table_needs_scrolling_on_a_phone(self):
        for name, path in self.pages.items():
            with self.subTest(name):
                self.browser.show(360)
                self.browser.open(path)
                scrolled = self.browser.evaluate(
                    "[...document.querySelectorAll('.wide')]"
                    ".filter(frame => frame.scrollWidth > frame.clientWidth)"
                    ".map(frame => frame.textContent.slice(0, 60))"
                )
                self.assertEqual(scrolled, [])

    def test_rows_of_wide_tables_are_cards_on_a_phone_with_a_title_at_each_figure(self):
        cards = (
            "[...document.querySelectorAll('.cards tbody tr')].map(row => ({"
            " display: getComputedStyle(row).display,"
            " titles: [...row.cells].slice(1).map(cell =>"
            "   getComputedStyle(cell, '::before').content === 'none' ? '' : cell.dataset.t),"
            " lines: new Set([...row.cells].filter(cell => cell.textContent)"
            "   .map(cell => Math.round(cell.getBoundingClientRect().top))).size }))"
        )
        for name in ["one", "many", "formats"]:
            with self.subTest(name):
                self.browser.open(self.pages[name])
                self.browser.show(360)
                narrow = self.browser.evaluate(cards)
                self.assertGreater(len(narrow), 5)
                self.assertEqual({card["display"] for card in narrow}, {"grid"})
                self.assertTrue(all(card["lines"] > 1 for card in narrow))
                for card in narrow:
                    self.assertTrue(all(card["titles"]), card)
                    self.assertFalse(any("<" in title for title in card["titles"]), card)
                self.browser.show(800)
                wide = self.browser.evaluate(cards)
                self.assertEqual({card["display"] for card in wide}, {"table-row"})
                self.assertEqual({title for card in wide for title in card["titles"]}, {""})

    def test_no_request_leaves_a_page_and_the_console_stays_silent(self):
        for name, path in self.pages.items():
            with self.subTest(name):
                self.browser.open(path)
                self.browser.picture()
                asked = [url for url in self.browser.requests() if not url.startswith("data:")]
                self.assertEqual(len(asked), 1, asked)
                self.assertEqual(self.browser.complaints(), [])

    def test_pictures_are_drawn_with_words_for_them(self):
        self.browser.show(1400)
        self.browser.open(self.pages["one"])
        boxes = self.browser.evaluate(
            "[...document.querySelectorAll('svg')].map(svg => {"
            " const box = svg.getBBox(); return [box.width, box.height,"
            " svg.querySelector('title').textContent.length,"
            " svg.querySelector('desc').textContent.length] })"
        )
        self.assertGreaterEqual(len(boxes), 12)
        for width, height, title, words in boxes:
            self.assertGreater(width, 300)
            self.assertGreater(height, 40)
            self.assertGreater(title, 3)
            self.assertGreater(words, 10)
        self.assertEqual(
            self.browser.evaluate("document.querySelectorAll('table:not(:has(th[scope=col]))').length"), 0
        )

    def test_text_can_be_read_in_light_and_dark(self):
        self.browser.open(self.pages["one"])
        seen = []
        for scheme in SCHEMES:
            self.browser.show(800, scheme=scheme)
            for name, ratio in self.browser.evaluate(CONTRAST).items():
                self.assertGreaterEqual(ratio, 4.5, f"{name} in {scheme}")
            seen.append(self.browser.picture())
        self.assertNotEqual(seen[0], seen[1])

    def test_a_page_can_be_printed(self):
        self.browser.open(self.pages["one"])
        paper = self.browser.paper()
        self.assertEqual(paper[:5], b"%PDF-")
        self.assertGreater(len(paper), 20_000)
        self.assertIn(b"/Count", paper)

    def test_links_lead_to_sections(self):
        self.browser.open(self.pages["many"])
        lost = self.browser.evaluate(
            "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"
            ".filter(href => document.querySelector(href) === null)"
        )
        self.assertEqual(lost, [])
        sections = self.browser.evaluate("document.querySelectorAll('section[id^=tensor]').length")
        self.assertEqual(sections, 11)

    def test_the_figures_are_those_of_the_json(self):
        self.browser.open(self.pages["one"])
        report = json.loads(run("report", SAMPLES / "weights.bin", "--as", "json"))
        cells = self.browser.evaluate(
            "[...document.querySelectorAll('tbody tr')]"
            ".find(row => row.textContent.includes('SQNR dB, higher')).innerText"
        )
        figures = [float(text.strip("*")) for text in cells.split("\t")[1:]]
        formats = report["tensors"][0]["formats"].values()
        for shown, format in zip(figures, formats, strict=True):
            self.assertAlmostEqual(shown, format["sqnr_db"], delta=0.01)


class TableTests(unittest.TestCase):
    def test_csv_is_read_by_others(self):
        text = run("report", SAMPLES / "transformer.safetensors", "--as", "csv")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        report = json.loads(run("report", SAMPLES / "transformer.safetensors", "--as", "json"))
        expected = [
            (tensor["name"], id, format)
            for tensor in report["tensors"]
            for id, format in tensor["formats"].items()
        ]
        self.assertEqual(len(rows), len(expected))
        for row, (name, id, format) in zip(rows, expected):
            self.assertEqual((row["name"], row["id"]), (name, id))
            for field in ["sqnr_db", "mse", "bytes", "max_abs_err"]:
                value = format[field]
                self.assertEqual(row[field], "" if value is None else row[field])
                if value is not None:
                    self.assertEqual(float(row[field]), value)

    def test_lines_are_read_by_others(self):
        text = run("report", SAMPLES / "transformer.safetensors", "--as", "jsonl")
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual(len(lines), 43)
        self.assertEqual({line["schema"] for line in lines}, {"quantview.report/1"})


if __name__ == "__main__":
    unittest.main()
