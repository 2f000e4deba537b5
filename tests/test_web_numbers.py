"""Numbers in addresses: what no column can hold is not there, and is no error."""

import pytest


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40, "1e3", "-1", "0x1", "١"])
def test_a_number_that_no_column_holds_is_not_there(cast, browser, number):
    assert browser(cast.guest).get(f"/t/{number}").status_code == 404
