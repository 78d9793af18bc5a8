"""The Equal Earth projection: areas keep their proportion, so that no State looks larger than it is.

Source: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of Geographical
Information Science 33 (2019), equations 1 and 2.
"""

from math import asin, cos, radians, sin, sqrt

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796

Point = tuple[float, float]


def project(longitude: float, latitude: float) -> Point:
    """x (east) and y (north) of a place in degrees, in radii of the Earth."""
    angle = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = angle * angle
    sixth = square**3
    slope = 9 * _A4 * sixth * square + 7 * _A3 * sixth + 3 * _A2 * square + _A1
    x = 2 * sqrt(3) * radians(longitude) * cos(angle) / (3 * slope)
    return x, angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
