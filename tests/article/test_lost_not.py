"""Prohibitions without their "not" are asked about, in forms that no list holds word by word; good advice is not."""

from __future__ import annotations

import pytest

from tests.rules_bench.planting import findings_of, with_standard_head

REVERSED = (
    "Pick at the scab.",
    "Put cotton buds into your ear.",
    "Breathe the powder in.",
    "Keep the bottle near a radiator.",
    "Make a hole in the can.",
    "Use an extension lead.",
    "Cover the tubes with a blanket.",
    "Leave your baby alone in the bath.",
    "Stop your tablets.",
    "Turn the oxygen up.",
    "Take two doses on the same day.",
    "Take it with grapefruit juice.",
    "Add salt to your food.",
    "Use a bent needle.",
    "Inject it into a vein.",
    "Use it during the first months of pregnancy.",
    "Eat raw eggs.",
    "Go on a low-salt diet.",
    "Wait for the symptoms to pass.",
    "Wear nail varnish or jewellery.",
    "Wash your hands and sign papers on that day.",
    "The lamp may feel warm. This is harmful.",
    "The scan can harm your baby.",
)
SOUND = (
    "You can swim, drive and have sex as usual.",
    "Put ice on the knee for 15 minutes, with a cloth between.",
    "Keep the tablets where children cannot reach them.",
    "Wait until your head is clear, then stand up.",
    "You may have to wait.",
    "Drink plenty of water and avoid alcohol.",
    "Rub the gel into the skin gently.",
    "Squeeze in one drop.",
    "Stop the tablets and call us if you get a rash.",
    "Stop the tablets 5 days before the operation.",
    "Open the window and let your child sleep.",
    "Do not stop it yourself. It is dangerous.",
    "Stop it spreading: wash your hands.",
)
HEAD = "---\ntitle: A leaflet\nsummary: What to do at home.\nmain_message: Rest for a day.\nlang: en\n---\n\n"


def reversed_in(text: str) -> list[str]:
    article = with_standard_head(f"{HEAD}## At home {{#home}}\n\n{text}\n\nSee the table [@table].\n")
    return [f.message for f in findings_of(article, "GB") if f.rule == "article/advice-reversed"]


@pytest.mark.parametrize("text", REVERSED)
def test_a_lost_not_is_asked_about(text: str) -> None:
    assert reversed_in(text)


@pytest.mark.parametrize("text", SOUND)
def test_good_advice_stands(text: str) -> None:
    assert reversed_in(text) == []


def test_a_paragraph_that_forbids_something_does_not_forbid_the_list_below_it() -> None:
    """Only words that lead to a list, open or with a colon, govern it."""
    assert reversed_in("Mix it with water. Do not mix it with milk.\n\n- Share towels.\n- Wash your hands.")
