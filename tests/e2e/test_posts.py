"""The texts of new-media posts are read by the same monitors as pages."""

from __future__ import annotations

from test_second_district import AS_OF, settings, village  # noqa: F401 - fixtures
from tests_support import Xunjian
from village_portal import VillagePortal

INVENTED = "500225191103170012"  # a valid checksum, and a birth year of which hardly anybody is alive


def test_an_open_number_in_a_post_waits_for_review_masked(
    xunjian: Xunjian,
    settings: dict[str, str],  # noqa: F811
    village: VillagePortal,  # noqa: F811
) -> None:
    feed = str(village.answers["/feed.xml"])
    text = f"<description>拟奖励人员：柳某，身份证号{INVENTED}。</description>"
    village.answers["/feed.xml"] = feed.replace("<guid>p1</guid>", f"<guid>p1</guid>{text}")
    xunjian("init", **settings)
    ran = xunjian("scan", "weekly", "--as-of", AS_OF, "--json", **settings)
    (found,) = [one for one in ran.json["findings"] if one["rule"] == "new-media.id-number-exposed"]
    assert (found["subject"], found["state"], found["grade"]) == ("http://127.0.0.1/p1", "suspected", "hint")
    assert INVENTED not in ran.out
