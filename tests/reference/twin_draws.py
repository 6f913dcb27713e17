"""Keyed draws of one path."""

from __future__ import annotations

import hashlib
import math

import numpy as np
from tests.reference.twin_state import World

from fundsim.kernels.numerics import random as keyed


def draw(world: World, purpose: int, entity: int, first: int, second: int) -> float:
    """Keyed uniform draw."""
    with np.errstate(over="ignore"):  # 64 bits wrap by design; without compilation NumPy would warn
        # compiled functions return plain integers, which must not become signed or floating numbers
        path = np.uint64(keyed.path_key(world.seed, world.path))
        key = np.uint64(keyed.purpose_key(path, purpose))
        return float(keyed.uniform(key, entity, first, second))


def named_draw(world: World, purpose: int, name: str, entity: int, first: int, second: int) -> float:
    """Keyed uniform draw for what has a name in the scenario file: its dotted key."""
    number = int(hashlib.sha256(name.encode()).hexdigest()[:16], 16) // 2
    with np.errstate(over="ignore"):
        path = np.uint64(keyed.path_key(world.seed, world.path))
        key = np.uint64(keyed.named_key(path, purpose, number))
        return float(keyed.uniform(key, entity, first, second))


def exponential_draw(world: World, purpose: int, entity: int, first: int, second: int) -> float:
    """Keyed unit-exponential draw."""
    return -math.log1p(-draw(world, purpose, entity, first, second))
