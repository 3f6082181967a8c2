"""Every page meets WCAG 2.2 AA as far as axe can see, and fits its screen, in light and dark, on phone and desktop."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from members.models import Seat
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages_to_check import PAGES, Look

RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
pytestmark = pytest.mark.usefixtures("demo_site")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("look", PAGES, ids=str)
def test_page_is_accessible(look: Look, page_for, request):
    person = None
    if look.who == "treasurer":
        person = Seat.objects.get(office=Seat.Office.TREASURER, ended_on=None).person
    elif look.who != "visitor":
        person = request.getfixturevalue(look.who)
    address = look.address if isinstance(look.address, str) else look.address()
    for width in (PHONE, DESKTOP):
        page = page_for(person, width=width)
        answer = page.goto(address)
        assert answer is not None
        assert (answer.status, page.evaluate(SIDEWAYS)) == (look.status, 0)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{width} px, {scheme}:\n{found.generate_report()}"
