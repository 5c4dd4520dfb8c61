"""A value of the policy as a database's JSON keeps it: exactly, so decimals as text, since JSON's own numbers are binary fractions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from workflows.policy.model import PolicyError, Value

_DECIMAL = "decimal"


def as_json(value: object) -> object:
    """Give a value in the form that is stored; a decimal becomes its shortest exact text. Raises PolicyError for a binary fraction."""
    if isinstance(value, float):
        raise PolicyError("小数应以文字给出，不能是二进制浮点数")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise PolicyError("应为有限的小数")
        return {_DECIMAL: canonical(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    return value


def from_json(value: object) -> Value | Mapping[str, object]:
    """Give back exactly what was stored."""
    if isinstance(value, Mapping):
        if set(value) == {_DECIMAL}:
            return Decimal(str(value[_DECIMAL]))
        return {str(key): from_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return cast(Value, [from_json(part) for part in value])
    return cast(Value, value)


def canonical(value: Decimal) -> str:
    """Write a decimal the one way that it is stored and shown: no exponent, no zeros at the end."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
