"""The licences of everything that the program is made of, its own and others'."""

from core.licences.parts import ShippedPart, parts, parts_in

__all__ = ["ShippedPart", "parts", "parts_in"]
