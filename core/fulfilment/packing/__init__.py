"""Goods into cartons: `pack` finds a packing, `violations` proves it, independently."""
