"""A reader: a browser of their own, which writes down everything that should not happen."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000  # milliseconds until something that was to happen is given up
expect.set_options(timeout=PATIENCE)

# Chromium calls it an error when a form is refused, a draft has changed or there is no connection,
# and warns of a preloaded font that came too late to be used (font-display: optional).
EXPECTED = (
    "status of 409",
    "status of 422",
    "ERR_INTERNET_DISCONNECTED",
    "was preloaded using link",
)

# What is pressed and lower than a finger is wide. Some reach further than they are drawn, by what
# stands after them; and what stands in a sentence is as high as its line.
SMALL = """() => [...document.querySelectorAll("button, summary, select, .button, .tabs__tab, "
    + "input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter(one => one.checkVisibility() && !one.closest(".trap, .link"))
  .map(one => [one, one.getBoundingClientRect(), getComputedStyle(one, "::after")])
  .filter(([one, box]) => box.width > 1)
  .map(([one, box, more]) => [one, Math.max(box.height, parseFloat(more.height) || 0)])
  .filter(([one, high]) => high < 43.5)
  .map(([one, high]) => `${one.tagName}.${one.className} is ${high} pixels high`)"""


class Reader:
    """Opens pages of the forum at `address` and keeps `wrongs`: errors in scripts, breaches of the
    content security policy, requests to another host."""

    def __init__(self, chromium, address, scripts=True, screen=None, scheme="light", **options):
        self.address, self.has_scripts, self.wrongs = address, scripts, []
        self.expected = list(EXPECTED)
        self.context = chromium.new_context(
            base_url=address, java_script_enabled=scripts, viewport=screen or DESK,
            color_scheme=scheme, reduced_motion="reduce", **options,
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.wrongs.append(str(error.error)))
        self.page = self.context.new_page()

    def _request(self, request):
        if urlsplit(request.url).netloc not in {urlsplit(self.address).netloc, ""}:
            self.wrongs.append(f"asked {request.url}")

    def _console(self, message):
        if any(one in message.text for one in self.expected):
            return
        if message.type in {"error", "warning"}:
            self.wrongs.append(f"{message.type}: {message.text}")

    def expects(self, complaint):
        """Chromium may complain about this; it belongs to the story."""
        self.expected.append(complaint)

    def take_cookie(self, name, value):
        self.context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def open(self, path):
        """The page at `path`, with its scripts at work."""
        answer = self.page.goto(path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        self.wait()
        return self.page

    def wait(self):
        """Until the scripts of the page are at work."""
        if self.has_scripts:
            self.page.wait_for_selector("html.has-script", state="attached")

    def close_tab(self):
        """Closes the page at once, as a browser does that is ended, and opens an empty one."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        return self.page

    def close(self):
        self.context.close()

    def barriers(self, rules=None):
        """What axe finds wrong with the page, one line each; by all its rules or only by these."""
        only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
        found = Axe().run(self.page, options={"resultTypes": ["violations"], **only})
        return [
            f"{one['id']}: {node['html'][:200]} ({node.get('failureSummary', '')[:300]})"
            for one in found.response["violations"] for node in one["nodes"]
        ]  # fmt: skip

    def too_small(self):
        """What a finger does not meet on the page, one line each; for the screen of a phone."""
        return self.page.evaluate(SMALL)

    def overflow(self):
        """By how many pixels the page is wider than the screen."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
