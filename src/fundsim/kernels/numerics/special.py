"""Distribution functions and quantiles of the normal, chi-square, Student and Poisson laws, for compiled code."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import F1
from fundsim.kernels.compiling.jit import kernel

SQRT_HALF = math.sqrt(0.5)
LARGEST_INTENSITY = 1e9  # a loan defaults for certain, in however small a part of the period
FAR_TAIL = 30.0  # from here on the tail's asymptotic series is exact to rounding
LARGEST_SUMMED_MEAN = 500.0
LOG_ROOT_TWO_PI = 0.5 * math.log(2.0 * math.pi)

# Coefficients of Wichura (1988), algorithm AS 241 (PPND16): relative error about 1e-16.
A = np.array([3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
              4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3])  # fmt: skip
B = np.array([1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
              2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3])  # fmt: skip
C = np.array([1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
              1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4])  # fmt: skip
D = np.array([1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
              1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9])  # fmt: skip
E = np.array([6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
              2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7])  # fmt: skip
F = np.array([1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
              7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15])  # fmt: skip


@kernel
def polynomial(c: np.ndarray, x: float) -> float:
    """Value of a polynomial of degree seven, lowest coefficient first; a loop would cost twice as much."""
    upper = ((c[7] * x + c[6]) * x + c[5]) * x + c[4]
    return (((upper * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]


@kernel
def normal_cdf(x: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * math.erfc(-x * SQRT_HALF)


@kernel
def normal_quantile(p: float) -> float:
    """Standard normal quantile; minus or plus infinity at 0 and 1.

    Source: Wichura (1988), Applied Statistics 37, algorithm AS 241.
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * polynomial(A, r) / polynomial(B, r)
    tail = min(p, 1.0 - p)
    if tail <= 0.0:
        return math.copysign(math.inf, q)
    r = math.sqrt(-math.log(tail))
    value = (
        polynomial(C, r - 1.6) / polynomial(D, r - 1.6) if r <= 5.0 else polynomial(E, r - 5.0) / polynomial(F, r - 5.0)
    )
    return math.copysign(value, q)


@kernel
def gamma_cdf(a: float, x: float) -> float:
    """Regularised lower incomplete gamma function P(a, x), by series or continued fraction."""
    if x <= 0.0:
        return 0.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1.0:
        term, total, n = 1.0 / a, 1.0 / a, a
        while abs(term) > 1e-17 * abs(total):
            n += 1.0
            term *= x / n
            total += term
        return front * total
    b, c, d = x + 1.0 - a, 1e300, 1.0 / (x + 1.0 - a)
    h, i, change = d, 0.0, 2.0
    while abs(change - 1.0) > 1e-15 and i < 10000.0:
        i += 1.0
        b += 2.0
        d = 1.0 / (-i * (i - a) * d + b)
        c = b - i * (i - a) / c
        change = c * d
        h *= change
    return 1.0 - front * h


@kernel
def first_above(cumulated: F1, u: float) -> int:
    """First row whose cumulated probability exceeds ``u``; the last where rounding leaves none."""
    row = 0
    while row < cumulated.shape[0] - 1 and u >= cumulated[row]:
        row += 1
    return row


@kernel
def poisson_quantile(u: float, mean: float) -> int:
    """First number n of Poisson events whose cumulative probability ``P(N ≤ n)`` exceeds ``u``.

    Small means add probabilities up; where ``exp(-mean)`` nears the least positive number, bisection of
    ``P(N ≤ n) = 1 − P(n + 1, mean)`` with the regularised incomplete gamma function.
    """
    high = int(mean + 12.0 * math.sqrt(mean)) + 60  # what lies beyond is less than a draw can tell
    if mean <= LARGEST_SUMMED_MEAN:
        term = math.exp(-mean)
        total, number = term, 0
        while u >= total and number < high:
            number += 1
            term *= mean / number
            total += term
        return number
    low = -1
    while high - low > 1:
        middle = (low + high) // 2
        if 1.0 - gamma_cdf(middle + 1.0, mean) > u:
            high = middle
        else:
            low = middle
    return high


@kernel
def chi_square_quantile(p: float, degrees: float) -> float:
    """Quantile of the chi-square law: bracketing, then bisection kept inside by Newton steps."""
    a = 0.5 * degrees
    low, high = 0.0, a + 1.0
    while gamma_cdf(a, high) < p:
        low, high = high, 2.0 * high
    x = 0.5 * (low + high)
    for _ in range(200):
        value = gamma_cdf(a, x) - p
        if value > 0.0:
            high = x
        else:
            low = x
        density = math.exp((a - 1.0) * math.log(x) - x - math.lgamma(a))
        step = x - value / density if density > 0.0 else -1.0
        new = step if low < step < high else 0.5 * (low + high)
        if abs(new - x) <= 1e-15 * x:
            return 2.0 * new
        x = new
    return 2.0 * x


@kernel
def beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function (Lentz's method)."""
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    h, m, change = d, 0.0, 2.0
    while abs(change - 1.0) > 1e-15 and m < 10000.0:
        m += 1.0
        even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d = 1.0 / (1.0 + even * d)
        c = 1.0 + even / c
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 / (1.0 + odd * d)
        c = 1.0 + odd / c
        change = d * c
        h *= change
    return h


@kernel
def beta_cdf(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * beta_fraction(a, b, x) / a
    return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b


@kernel
def student_quantile(p: float, degrees: float) -> float:
    """Quantile of Student's law: Newton steps kept inside a shrinking bracket, on the lower tail."""
    if p <= 0.0 or p >= 1.0:
        return math.copysign(math.inf, p - 0.5)
    tail = min(p, 1.0 - p)
    low, high = -1.0, 0.0
    while 0.5 * beta_cdf(0.5 * degrees, 0.5, degrees / (degrees + low * low)) > tail:
        low, high = 2.0 * low, low
    x = 0.5 * (low + high)
    constant = math.lgamma(0.5 * (degrees + 1.0)) - math.lgamma(0.5 * degrees) - 0.5 * math.log(degrees * math.pi)
    for _ in range(200):
        value = 0.5 * beta_cdf(0.5 * degrees, 0.5, degrees / (degrees + x * x)) - tail
        if value > 0.0:
            high = x
        else:
            low = x
        density = math.exp(constant - 0.5 * (degrees + 1.0) * math.log1p(x * x / degrees))
        step = x - value / density
        new = step if low < step < high else 0.5 * (low + high)
        if abs(new - x) <= 1e-15 * (1.0 + abs(x)):
            x = new
            break
        x = new
    return x if p < 0.5 else -x


@kernel
def cubic(before: float, left: float, right: float, after: float, x: float) -> float:
    """Cubic through four equidistant values at -1, 0, 1, 2."""
    return (
        -before * x * (x - 1.0) * (x - 2.0) / 6.0
        + left * (x + 1.0) * (x - 1.0) * (x - 2.0) / 2.0
        - right * (x + 1.0) * x * (x - 2.0) / 2.0
        + after * (x + 1.0) * x * (x - 1.0) / 6.0
    )


def intensity_at(x: float) -> float:
    """Cumulative intensity ``-log(1 - Φ(x))`` of a conditional default probability ``Φ(x)``."""
    if x < 0.0:
        return -math.log1p(-0.5 * math.erfc(-x * SQRT_HALF))
    if x < FAR_TAIL:
        return -math.log(0.5 * math.erfc(x * SQRT_HALF))
    y = 1.0 / (x * x)
    series = y * (1.0 + y * (-2.5 + y * 37.0 / 3.0))  # -log(1 - y + 3y² - 15y³ + ...)
    return min(0.5 / y + math.log(x) + LOG_ROOT_TWO_PI + series, LARGEST_INTENSITY) if y > 0.0 else LARGEST_INTENSITY


exact_intensity = kernel(intensity_at)
TABLE_START, TABLE_END, TABLE_STEPS = -6, 9, 256  # steps to a unit


def cubics_of_intensity() -> np.ndarray:
    """Coefficients of the cubics through the intensities at the four nodes nearest to each step of the table."""
    first, past = TABLE_START * TABLE_STEPS - 1, TABLE_END * TABLE_STEPS + 2
    values = np.array([intensity_at(node / TABLE_STEPS) for node in range(first, past)])
    before, left, right, after = values[:-3], values[1:-2], values[2:-1], values[3:]
    linear = right - before / 3.0 - left / 2.0 - after / 6.0
    square = (before + right) / 2.0 - left
    return np.column_stack([left, linear, square, (after - before) / 6.0 + (left - right) / 2.0])


CUBICS = cubics_of_intensity()


@kernel
def intensity_of(x: float) -> float:
    """Cumulative intensity ``-log(1 - Φ(x))`` from a table by cubic interpolation; relative error below 1e-8.

    Factors that move every month ask for it for every bucket and month, which the exact functions would make the
    largest cost of all.
    """
    if not TABLE_START <= x < TABLE_END:
        return exact_intensity(x)
    return intensity_within(x)


@kernel
def intensity_within(x: float) -> float:
    """Cumulative intensity by cubic interpolation, within the table."""
    position = (x - TABLE_START) * TABLE_STEPS
    step = np.int32(position)
    part = position - step
    return CUBICS[step, 0] + part * (CUBICS[step, 1] + part * (CUBICS[step, 2] + part * CUBICS[step, 3]))


@kernel
def take_intensities(row: F1) -> None:
    """Put cumulative intensities in place of a row of x; within the table, several at a time."""
    outside = 0
    for place in range(row.shape[0]):
        outside += int(row[place] < TABLE_START) + int(row[place] >= TABLE_END)
    if outside > 0:
        for place in range(row.shape[0]):
            row[place] = intensity_of(row[place])
    else:
        for place in range(row.shape[0]):
            row[place] = intensity_within(row[place])
