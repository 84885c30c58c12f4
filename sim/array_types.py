"""Type aliases of the arrays that recur across the package."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.uint32]
"""Rows of another array, 32 bits wide, as compiled rules expect them."""
