"""A brand's policy, an article's waivers and the day come in; findings as that house weighs them go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.finding import Findings, Place
from pipeline.house.policy import Policy, Waiver, apply, check_waivers, in_force, unknown_rules, unused_waivers


@dataclass(frozen=True, slots=True)
class Weighing:
    """What one edition's findings are weighed with; `today` reaches nothing but the end of waivers."""

    policy: Policy
    waivers: tuple[Waiver, ...]
    today: date
    brand: str

    @property
    def standing(self) -> str:
        """The waivers in force, in words that change when one ends: what was published with it is then stale."""
        return "; ".join(f"{w.where} {w.rule} until {w.until}" for w in self.waivers if in_force(w, self.today))

    def of_article(self, findings: Findings) -> Findings:
        """Findings on article and neighbours, weighed, with what is wrong with the waivers and the brand's [rules]."""
        weighed = apply(findings, self.policy, self.waivers, self.today)
        own = [setting for setting in self.policy.settings.values() if not setting.source.startswith("profile ")]
        if not self.waivers and not own:
            return weighed
        known = known_rules()
        faults = check_waivers(self.waivers, known, self.today)
        # Waivers of unknown rules and of passages without words have their own findings.
        named = [waiver for waiver in self.waivers if waiver.rule in known]
        faults += unused_waivers(named, findings, self.today)
        faults += unknown_rules(self.policy, known, Place(f"styles/brands/{self.brand}/brand.toml"))
        return weighed + Findings(faults)

    def of_product(self, findings: Findings) -> Findings:
        """Findings on what was rendered, weighed."""
        return apply(findings, self.policy, self.waivers, self.today)


@cache
def known_rules() -> frozenset[str]:
    """The names of all rules that a house or a waiver can speak of. Imports every format: asked only when one does."""
    from pipeline.building.rulebook import RULES

    return frozenset(rule.name for rule in RULES)
