"""Two sentences of one leaflet come in: those that contradict each other and those that do not; lone sentences too."""

from __future__ import annotations

from functools import cache

import pytest

from tests.rules_bench.planting import findings_of, read_kinds

HEAD = """---
id: PL-TEST-002
version: "1.0"
lang: en
kind: medicine
title: Your care at home
summary: {summary}
main_message: {main}
authors:
  - {{name: Example Author, credentials: RN}}
reviewers:
  - {{name: Example Reviewer, credentials: MD}}
published: 2026-10-01
reviewed: 2026-10-01
evidence_checked: 2026-10-01
next_review: 2028-10-01
funding: none
conflicts: none
advertisement: false
---

## One {{#one}}

{one}

## Two {{#two}}

{two}
{listed}
## When to call {{#call}}

::: {{.callout .when-to-call}}
Call us on 020 7946 0999 if:

- you have a fever
- the pain gets worse
{sign}:::
{recap}"""

CONTRADICTIONS = [
    ("body", "Wait at least 6 hours between doses.", "Wait at least 3 hours between two doses."),
    ("main", "Never take more than 3 doses in 24 hours.", "Never take more than 5 doses in 24 hours."),
    ("recap", "Never take more than 3 doses in 24 hours.", "No more than 4 doses in 24 hours."),
    (
        "body",
        "A child of 6 years may have up to 20 ml in 24 hours. Give 5 ml up to 4 times in 24 hours.",
        "Give 10 ml up to 4 times in 24 hours.",
    ),
    ("main", "Call us if the cough lasts more than 3 weeks.", "Call us if the cough lasts more than 6 weeks."),
    ("body", "Do not use a hot water bottle.", "Use a hot water bottle if it aches."),
    ("body", "Never use cotton buds in the ear.", "Clean the ear with a cotton bud after the shower."),
    (
        "body",
        "Spray 2 times into each nostril every morning. One spray holds 50 micrograms.",
        "Spray 4 times into each nostril every morning.",
    ),
    ("main", "Take one tablet every evening.", "Take one tablet every morning."),
    ("main", "Take one tablet once a week, on Sunday.", "Take one tablet once a day."),
    ("body", "Take one tablet every Sunday.", "Take one tablet every day."),
    ("body", "The spray does not help at once.", "The spray helps at once."),
    ("body", "You can use the gel while you breastfeed.", "Do not use the gel while you breastfeed."),
    ("body", "Rinse your mouth after each use.", "Do not rinse your mouth after use."),
    ("body", "Take out your hearing aid before the scan.", "Keep your hearing aid in during the scan."),
    ("recap", "Keep the cast dry for 6 weeks.", "Dry for 4 weeks, no driving for 6 weeks."),
    ("body", "No running for 3 weeks.", "You can run again after 1 week."),
    ("body", "Do not put powder on the wound: it makes the wound itch.", "You can put a little powder on it."),
    ("body", "Do not take diclofenac: it harms the stomach.", "If it still hurts, you can take diclofenac."),
    ("body", "You can take paracetamol.", "You can take paracetamol or naproxen. Do not take naproxen."),
    ("body", "Throw the tube away 6 weeks after you opened it.", "An open tube lasts 4 months."),
    ("body", "Wear the splint for 12 hours a day.", "Wear the splint for 8 hours a day."),
    ("main", "Wear one sock for 48 hours.", "Wear one sock for 24 hours."),
    ("body", "Change the bag every 3 days.", "Change the bag every 7 days."),
    ("summary", "You must not eat for 6 hours before the scan.", "You must not eat for 10 hours before the scan."),
    ("body", "Drink only water before the scan.", "Have a light breakfast on the day of the scan."),
    ("main", "Drink only plain water.", "Drink water or milk."),
    ("body", "We take your blood 2 times.", "We take your blood 3 times."),
    ("body", "You sit still for 30 minutes.", "You sit still for 60 minutes."),
    ("body", "Lie still: you must not move.", "You may walk about while you wait."),
    ("body", "Eat less than 5 g of salt a day.", "Eat less than 8 g of salt a day."),
    ("body", "Avoid oranges, nuts and chocolate.", "Nuts are a good snack."),
    ("body", "Avoid oranges, nuts and chocolate.", "Have an orange with breakfast."),
    ("body", "Do not drink more than 1.5 litres a day.", "Drink at least 3 litres a day."),
    ("body", "Stop your blood thinner 2 days before.", "Do not stop your blood thinner."),
    ("body", "Never stop the steroid.", "Stop the steroid if you are sick."),
    ("body", "Call the ward on 020 7946 0111.", "Call the ward on 020 7946 0222."),
    ("body", "Take 2 tablets of 5 mg (10 mg) on Monday.", "Take 2 tablets of 5 mg (20 mg) on Monday."),
    ("body", "The most is 20 mg a week. Take 4 tablets of 2.5 mg every Monday.", "The most is 5 mg a week."),
    ("body", "If more than 2 days have passed, skip it.", "If more than 5 days have passed, skip it."),
    ("body", "Go to hospital if your peak flow is below 200.", "Go to hospital if your peak flow is below 120."),
    (
        "main",
        "Your blood sugar is too low when it is below 4 mmol/L.",
        "Your blood sugar is too low when it is below 3 mmol/L.",
    ),
    (
        "body",
        "Hold the spacer level. Wait 30 seconds before the second puff.",
        "Wait 3 minutes before the second puff.",
    ),
    ("body", "Take 1 capsule in the morning with food.", "Take the capsule on an empty stomach."),
    ("body", "Inject into the belly, never into a muscle.", "Inject it deep into a muscle of the thigh."),
    ("body", "The stitches come out after 7 days.", "The stitches come out after 14 days."),
    ("body", "Keep the tablets in the fridge.", "Do not keep the tablets in the fridge."),
    # Acts by what they are, with and without a time.
    ("body", "Do not drive while you wear the collar.", "You can drive with the collar."),
    ("body", "Do not drive for 24 hours.", "You can go home in your own car."),
    ("body", "Do not put weight on the foot for 3 weeks.", "You can stand on the foot from the first day."),
    ("body", "Do not fly for 10 days.", "You can fly after 5 days."),
    ("body", "Do not wear contact lenses for 1 week.", "You can wear contact lenses straight away."),
    # Orders that undo each other.
    ("body", "Keep your arm raised on a cushion.", "Let your arm hang down."),
    ("body", "Keep your wrist still.", "Bend your wrist ten times an hour."),
    ("body", "Take out your dentures before the test.", "Leave your dentures in."),
    ("body", "Swallow the capsule whole.", "Chew the capsule well."),
    ("body", "Lean your head forward.", "Tilt your head back."),
    ("body", "Sleep on your back.", "Sleep on your side."),
    ("body", "Drink plenty of water.", "Drink no more than 1 litre a day."),
    ("body", "Use a new needle each time.", "You can use the same needle twice a day."),
    ("body", "Come with a full bladder.", "Empty your bladder before the test."),
    ("body", "Finish the whole course.", "Stop taking the capsules when you feel better."),
    ("body", "Stay at least 2 metres away from the heater.", "Sit near the heater."),
    ("body", "Leave jewellery at home.", "Wear your wedding ring."),
    ("body", "Take off everything made of metal.", "You can keep your earrings on."),
    ("body", "Do not put cream on your face.", "Rub some ointment on your lips."),
    ("body", "The scan uses no X-rays.", "The X-rays are weak."),
    # A shorter sentence, and values told in another way.
    ("main", "Sit down and spray 3 times under your tongue.", "Spray 1 time under your tongue."),
    ("body", "Put one drop in each eye every evening.", "Put one drop in each eye three times a day."),
    ("body", "Change the patch every 72 hours.", "Wear one patch for 24 hours."),
    ("body", "Wait 5 minutes before you use any other drops.", "You can use other drops after 1 minute."),
    ("body", "Keep it below 25 °C.", "You can leave it at 40 °C."),
    ("body", "Do not keep the syrup for more than 7 days.", "An open bottle of syrup lasts 30 days."),
    ("main", "Use it for at least 15 hours a day.", "Wear it for at most 15 hours a day."),
    ("body", "Use 2 puffs once a day. One puff holds 50 micrograms.", "So you take 400 micrograms a day."),
    ("recap", "Call 999 if he is sick more than 2 times.", "Call 999 if he is sick more than 5 times."),
    # An act and its thing, in any words
    ("body", "Do not eat green vegetables.", "Eat about the same amount of green vegetables each week."),
    ("body", "Never stop your insulin when you are ill.", "Leave out your insulin when you are ill."),
    ("body", "Do not take metformin on the morning of the test.", "Take your other tablets and metformin as usual."),
    ("body", "Do not use cold baths.", "Put your child in a cold bath."),
    ("body", "Do not eat for 6 hours before the test.", "Have a light breakfast 2 hours before."),
    ("body", "Do not wake your child to give medicine.", "Wake your child for each dose of medicine."),
    # One way or another
    ("body", "You have a general anaesthetic.", "You are awake, and we numb your back."),
    ("body", "The stitches melt by themselves.", "The nurse takes out your stitches after 10 days."),
    ("body", "An adult must stay with you for 24 hours.", "You can be alone when you get home."),
    ("body", "Use a new place each time.", "Put the patch on the same place."),
    ("body", "If you miss a dose, take it as soon as you remember.", "If you miss a dose, leave it out."),
    ("body", "Take it with or without food.", "Take the tablet on an empty stomach."),
    # How much and how often
    ("summary", "Take 5 mg of ramipril 2 times a day.", "Take 5 mg of ramipril once a day."),
    ("main", "Use 1 drop 4 times a day.", "Use 2 drops 4 times a day."),
    ("body", "Do not take more than 4 doses in 24 hours.", "You can take 8 doses a day."),
    ("body", "Do not take more than 30 mg in 24 hours.", "You can take 6 doses of 10 mg a day."),
    ("body", "Each puff has 100 micrograms.", "Take 2 puffs (400 micrograms)."),
    ("body", "Take 2 tablets for the first 7 days.", "From day 15, take 1 tablet."),
    # When again
    ("body", "Do not drive for 1 week.", "You can drive after 3 days."),
    ("body", "Do not swim for 4 weeks.", "You can swim after a few days."),
    ("summary", "Do not lift heavy things for 4 weeks.", "You can lift again after 2 weeks."),
    # The other way round
    ("body", "Use the drops first and the ointment last.", "Put the ointment in before the drops."),
    ("body", "You do not need an INR test.", "We measure your INR every week."),
    ("body", "If it is above 7 mmol/L, add 2 units.", "If it is below 4 mmol/L, add 4 units."),
    ("body", "Come to the ward at 7.30 am.", "Arrive at the ward at 11 am."),
    ("body", "Keep it for up to 28 days. Throw it away after 6 weeks.", "Shake it well."),
    # Allowed and not allowed, on and off, the opposite word
    ("body", "Visitors are welcome on the ward.", "No visitors may come to the ward."),
    ("body", "You can drink coffee.", "Coffee and tea are not allowed."),
    ("body", "Wear the brace at night.", "Take the brace off at night."),
    ("body", "The wound needs no dressing.", "Change the dressing every day."),
    ("body", "The medicine makes you sleepy.", "The medicine does not make you sleepy."),
    ("body", "A sore throat is common.", "A sore throat is rare."),
]
"""Where the second stands (body, main message, summary, recap), the two sentences."""

TOGETHER = [
    ("body", "Wait 30 seconds before the second puff.", "Wait 5 minutes before you use another inhaler."),
    ("body", "Change the bag every 3 days.", "Change the night bag every day."),
    ("body", "Give 5 ml up to 4 times in 24 hours.", "A bottle holds 100 ml or 200 ml."),
    ("body", "The syrup starts to work after 30 minutes.", "It wears off after 4 to 6 hours."),
    ("body", "Do not drive until you feel safe.", "You can drive after 6 weeks."),
    ("body", "Do not eat for 6 hours before the scan.", "After the scan you can eat and drink."),
    ("body", "Do not use soap on the new place.", "Wash your hands with soap."),
    ("body", "Do not take ibuprofen if you have had an ulcer.", "You can take ibuprofen with food."),
    ("body", "Do not take paracetamol with another medicine that holds it.", "Take paracetamol if you have pain."),
    ("body", "You may eat a light meal in the evening before.", "Do not eat on the day of the scan."),
    ("body", "The wound heals in 2 weeks.", "The scar fades over 12 months."),
    ("body", "Stitches come out after 7 days.", "Stitches on the knee come out after 14 days."),
    (
        "body",
        "Call us if you have a fever for more than 3 days.",
        "Call us if a baby under 3 months has a fever for more than 1 day.",
    ),
    ("body", "Take 1 tablet in the morning.", "Take 2 capsules of the other medicine in the evening."),
    ("body", "Walk for 10 minutes, 3 times a day.", "Rest for 30 minutes after each meal."),
    ("body", "Never stop the insulin.", "Stop metformin if you are sick."),
    ("body", "Do not drink alcohol for 24 hours.", "Drink plenty of water."),
    ("body", "Do not eat nuts.", "Eat fruit and vegetables."),
    (
        "body",
        "Check your blood sugar every 4 hours when you are ill.",
        "On normal days, check your blood sugar before each meal.",
    ),
    ("body", "Do not use the brown inhaler for an attack.", "Use the brown inhaler every morning."),
    ("body", "Do not let the tip touch your eye.", "Close your eye and press on the corner."),
    ("body", "Use one drop in each eye.", "A bottle of 2.5 ml holds about 80 drops."),
    ("body", "Do not swim for 2 weeks.", "You can swim again after 3 weeks."),
    ("body", "Keep the cut dry for 5 days.", "Do not lift heavy things for 2 weeks."),
    ("body", "Avoid bright light.", "Use a bright lamp to read if you like, after a week."),
    ("body", "Do not smoke in the first week.", "If you smoke, ask us for help."),
    ("body", "Take it with food.", "Do not take it with milk."),
    ("body", "Some people take 5 mg a day, others 10 mg a day.", "Your dose is on the label."),
    ("body", "Do not take the tablet out of its pack until you need it.", "Take the tablet at bedtime."),
    ("body", "You must not have an MRI with a pacemaker.", "You can have an X-ray with a pacemaker."),
    ("body", "Blood pressure is high from 140/90.", "At home, high is from 135/85."),
    ("body", "Results take 7 days.", "Urgent results take 24 hours."),
    ("body", "Press on the wound for 10 minutes.", "If it still bleeds after 20 minutes, call us."),
    ("body", "Do not drive for 24 hours.", "You can drive again after 2 days."),
    ("body", "Do not drive if you feel sleepy.", "You can drive."),
    ("body", "Do not eat for 6 hours before the test.", "You can eat as soon as the test is over."),
    ("body", "Keep your arm still for 2 days.", "After that, bend your arm ten times an hour."),
    ("body", "Keep your arm still.", "Move your fingers often."),
    ("body", "Do not walk out alone.", "The water comes back faster than you can walk."),
    ("body", "Do not walk barefoot.", "You can walk about the ward."),
    ("body", "Take out your lenses.", "Leave the eye pad on until the morning."),
    ("body", "Swallow the capsule whole.", "If you cannot swallow it, open the capsule."),
    ("body", "Keep new pens in the fridge.", "Keep the pen that you use at room temperature."),
    ("body", "Drink plenty of water.", "Drink no more than 2 units of alcohol a day."),
    ("body", "Leave jewellery at home.", "You can keep your hearing aid in."),
    ("body", "Do not put cream on the wound.", "Rub cream on your dry hands."),
    ("body", "The scan uses no X-rays.", "X-rays of the chest use a small dose."),
    ("body", "Use 2 puffs twice a day. One puff holds 50 micrograms.", "So you take 200 micrograms a day."),
    ("body", "Wear the patch for 3 days.", "Change the dressing every day."),
    ("body", "Call 999 if your fever is above 41 °C.", "Call us if your fever is above 39 °C."),
    ("body", "The results take 7 days.", "Call us if you hear nothing after 3 weeks."),
    # An act and its thing, in another case
    ("body", "Do not take vitamin A.", "Take 10 micrograms of vitamin D a day."),
    ("body", "Do not eat for 6 hours before the test.", "You can drink water until 2 hours before."),
    ("body", "Do not eat for 6 hours before the test.", "Have a light meal in the evening after it."),
    ("body", "Do not give aspirin to a child.", "Give paracetamol if your child has a fever."),
    ("body", "Do not drive if you feel dizzy.", "You can drive when you feel well."),
    # One way or another, and in which case
    ("body", "You have a general or a local anaesthetic.", "If you have a local anaesthetic, you are awake."),
    ("body", "Most stitches melt.", "If they do not, the nurse takes out the stitches."),
    ("body", "Keep new pens in the fridge.", "Keep the pen that you use at room temperature."),
    ("body", "Keep it at room temperature.", "Do not keep it in the fridge."),
    (
        "body",
        "If you miss a dose, take it as soon as you remember.",
        "If it is nearly time for the next, leave it out.",
    ),
    # How much and how often, in steps and for others
    ("body", "Take 2 tablets for the first 7 days.", "From day 8, take 1 tablet."),
    ("body", "Take 5 mg once a day.", "Children take 5 mg 2 times a day."),
    ("body", "Dial 2 units and press, so that a drop shows.", "Dial 10 units."),
    ("body", "Each puff has 100 micrograms.", "Take 2 puffs (200 micrograms)."),
    # When again
    ("body", "Do not swim for 4 weeks.", "After 4 weeks you can swim again."),
    ("body", "Do not drive for 1 week.", "You can drive after 1 week."),
    # No turn
    ("body", "Use the drops first and the ointment last.", "Put the drops in before the ointment."),
    ("body", "You do not need an INR test.", "We measure your blood pressure every week."),
    ("body", "If it is above 7 mmol/L, add 2 units.", "If it is below 4 mmol/L, take off 4 units."),
    ("body", "Put a drop in the right eye.", "Then put a drop in the left eye."),
    # Allowed in one case, the opposite word of another thing
    ("body", "No visitors may come to the ward at night.", "Visitors are welcome after 2 pm."),
    ("body", "Wear the brace at night.", "Take the brace off when you shower."),
    ("body", "A sore throat is common.", "A tear in the gut is rare."),
    ("body", "Do not drink coffee.", "You can drink tea."),
]
"""Pairs that say nothing against each other."""

LOST = [
    ("body", "Keep it at home.", "Share the tablets with your family."),
    ("body", "Keep it at home.", "Take the tablets unless your doctor knows about it."),
    ("body", "Keep it at home.", "Give this syrup to a baby under 1 year unless a doctor told you to."),
    ("body", "Keep it at home.", "Walk on the foot: it opens the wound."),
    ("body", "Keep it at home.", "Rub in oil: it makes the skin soft and the plaster falls off."),
    ("body", "Keep it at home.", "Eat grapefruit: it makes the medicine stronger."),
    ("body", "Keep it at home.", "You must put anything into the ear."),
    ("body", "Keep it at home.", "Stop the tablets suddenly: you could have a fit."),
    ("body", "Keep it at home.", "Swimming for 2 weeks."),
    ("body", "Keep it at home.", "Contact sport until the cast is off."),
    ("body", "Keep it at home.", "Drive until the dizziness has gone."),
    ("body", "Keep it at home.", "Take more tablets than the label says."),
    ("body", "Keep it at home.", "Use the tube more than 4 weeks after you opened it."),
    ("body", "Keep it at home.", "Use the cream on anyone else."),
    ("body", "Keep it at home.", "Leave the clinic before the nurse has seen you."),
    ("body", "Keep it at home.", "Call us if your pain gets better."),
    ("body", "Keep it at home.", "Call 999 if he can breathe."),
    ("body", "Keep it at home.", "Call us if the medicine works."),
    ("sign", "", "you can pass urine"),
    ("sign", "", "the bleeding stops"),
    ("sign", "", "your child drinks well"),
    ("sign", "", "your pain is under control"),
    ("list", "Do not cross your legs.|Do not bend over.|Do not drive for 6 weeks.", "Lift your leg high."),
    ("list", "Do not use perfume.|Do not shave.|Do not wear tight clothes.", "Use deodorant."),
    ("list", "Do not rub your eye.|Do not swim.|Do not wear make-up.", "Drive."),
]
"""Sentences, signs (sign) and items beside others (list) that have lost their "not"."""

KEPT = [
    ("sign", "", "your wound gets redder"),
    ("sign", "", "you feel better but still have a fever"),
    ("sign", "", "you can feel a lump"),
    ("sign", "", "you cannot stop the bleeding"),
    ("sign", "", "the medicine does not work"),
    (
        "list",
        "Do not cross your legs.|Do not bend over.|Do not drive for 6 weeks.",
        "Wear the white stockings day and night.",
    ),
    ("list", "Do not rub your eye.|Do not swim.|Do not wear make-up.", "Use your drops as we showed you."),
    ("list", "Do not rub your eye.|Do not swim.", "Take paracetamol if it hurts."),
    ("list", "Do not drink alcohol.|Do not smoke.", "Drink a glass of water each hour."),
    ("body", "", "Take your tablets unless we told you to stop."),
    ("body", "", "Take it with food: it makes you feel less sick."),
    ("body", "", "Keep the leg up: it eases the swelling."),
    ("body", "", "Wash your hands: germs can cause an infection."),
    ("body", "", "Use a helper, because a fall could hurt you."),
    ("body", "", "Rest until you feel better."),
    ("body", "", "Sit down until the dizziness has gone."),
    ("body", "", "Tell us if you take anything else."),
    ("body", "", "Call us if you can feel your heart beat fast."),
    ("body", "", "Go for a short walk every day, because sitting can cause clots."),
    ("body", "", "Eat slowly, or you may choke."),
    ("body", "", "Press on it for 10 minutes."),
    ("body", "", "Stop the tablets and call us if you get a rash: it can be dangerous."),
    ("body", "", "Drive only when you are fully awake."),
    ("body", "", "Swimming is good for your joints."),
    ("body", "", "Take more water than usual with you."),
    ("body", "", "Go to the ward with a friend. Count aloud: 1-2-3."),
]
"""The same forms, well meant."""


def _said(where: str, first: str, second: str) -> set[str]:
    """The rules that speak of a leaflet with these sentences and not of the same leaflet without them."""
    plain = _rules("body", "", "")
    return {rule for rule, message in _rules(where, first, second) if (rule, message) not in plain}


@cache
def _rules(where: str, first: str, second: str) -> set[tuple[str, str]]:
    items = [*first.split("|"), second] if where == "list" else []
    listed = "\n## At home {#home}\n\n" + "".join(f"- {item}\n" for item in items) if items else ""
    text = HEAD.format(
        summary=second if where == "summary" else "This sheet helps you at home.",
        main=second if where == "main" else "Follow the steps and call us if you are worried.",
        one="Keep it at home." if where == "list" else first or "Keep it at home.",
        two=second if where == "body" and second else "Ask us if you are not sure.",
        listed=listed,
        sign=f"- {second}\n" if where == "sign" else "",
        recap=f"\n## In short {{#short}}\n\n- {second}\n" if where == "recap" else "",
    )
    return {(found.rule.removeprefix("article/"), found.message) for found in findings_of(text, "GB")}


@pytest.mark.parametrize(("where", "first", "second"), CONTRADICTIONS)
def test_a_contradiction_is_seen(where: str, first: str, second: str) -> None:
    assert _said(where, first, second) & read_kinds()["contradiction"].rules


@pytest.mark.parametrize(("where", "first", "second"), TOGETHER)
def test_sentences_that_go_together_are_left_alone(where: str, first: str, second: str) -> None:
    assert not _said(where, first, second) & read_kinds()["contradiction"].rules


@pytest.mark.parametrize(("where", "first", "second"), LOST)
def test_a_lost_not_is_seen(where: str, first: str, second: str) -> None:
    assert "advice-reversed" in _said(where, first, second)


@pytest.mark.parametrize(("where", "first", "second"), KEPT)
def test_advice_that_only_looks_reversed_is_left_alone(where: str, first: str, second: str) -> None:
    assert "advice-reversed" not in _said(where, first, second)


def test_a_sentence_without_an_end_is_read_in_parts() -> None:
    """10,000 words without a full stop: each value is looked at with its neighbours, not with the whole."""
    from pipeline.article.rules.statements import LONGEST, sentences_of

    text = "take 500 mg every 4 hours and do not rub the eye, " * 800
    parts = sentences_of(text, "en")
    assert max(part.end - part.start for part in parts) <= LONGEST
    assert "".join(part.text for part in parts).split() == text.split()
