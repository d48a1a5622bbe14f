"""Logistic regression of right or wrong on one number: by likelihood, or by Firth's penalty.

Firth (1993), doi 10.1093/biomet/80.1.27: with half the logarithm of the information's determinant
added to the likelihood, estimates stay finite where the two kinds are separated.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]
_STEPS = 200
_SMALLEST = 1e-14


@dataclass(frozen=True, slots=True)
class FittedLogistic:
    """The coefficients [k] and what they reach."""

    coefficients: Numbers
    log_likelihood: float
    """Penalised where the fit is Firth's."""


def is_separated(x: Numbers, right: Bools) -> bool:
    """Tell whether no wrong one lies above a right one: then the likelihood has no maximum."""
    return bool(x[~right].max() <= x[right].min())


def log_likelihood(eta: Numbers, right: Bools) -> float:
    """Return the log-likelihood of linear predictors [n]."""
    return float(np.sum(scipy.special.log_expit(np.where(right, eta, -eta))))


def penalised_log_likelihood(design: Numbers, coefficients: Numbers, right: Bools) -> float:
    """Return Firth's: the log-likelihood and half the log-determinant of the information."""
    eta = design @ coefficients
    _, log_determinant = np.linalg.slogdet(_information(design, eta))
    return log_likelihood(eta, right) + 0.5 * float(log_determinant)


def fitted(design: Numbers, right: Bools, *, firth: bool = False) -> FittedLogistic:
    """Return the fit on a design [n, k], by Newton's steps, halved while they lead downwards.

    Without ``firth`` separated data has its likelihood approached, not reached.
    """

    def value(at: Numbers) -> float:
        if firth:
            return penalised_log_likelihood(design, at, right)
        return log_likelihood(design @ at, right)

    at = np.zeros(design.shape[1])
    reached = value(at)
    for _ in range(_STEPS):
        step = _newton_step(design, at, right, firth)
        while (found := value(at + step)) < reached and np.abs(step).max() > _SMALLEST:
            step = step / 2
        if found < reached:
            break
        at, gained = at + step, found - reached
        reached = found
        if np.abs(step).max() < _SMALLEST * (1 + np.abs(at).max()) or (
            not firth and gained < _SMALLEST and reached > -_SMALLEST * len(right)
        ):
            break
    return FittedLogistic(at, reached)


def _newton_step(design: Numbers, at: Numbers, right: Bools, firth: bool) -> Numbers:
    eta = design @ at
    p = scipy.special.expit(eta)
    residual = right - p
    information = _information(design, eta)
    if firth:
        inverse = np.linalg.pinv(information)
        leverage = p * (1 - p) * np.einsum("ij,jk,ik->i", design, inverse, design)
        residual = residual + leverage * (0.5 - p)
    step: Numbers = np.linalg.lstsq(information, design.T @ residual, rcond=None)[0]
    return step


def _information(design: Numbers, eta: Numbers) -> Numbers:
    weights = scipy.special.expit(eta) * scipy.special.expit(-eta)
    information: Numbers = (design * weights[:, None]).T @ design
    return information
