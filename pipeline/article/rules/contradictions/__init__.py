"""What an article tells twice comes in; pairs of tellings that cannot both be true go out.

The rules on the floor above (reversals, agreement) make findings of them; nothing in this room knows a rule.
"""
