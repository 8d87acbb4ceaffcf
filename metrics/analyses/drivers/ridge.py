"""Logistic regression with a ridge penalty, by Newton's method: in numpy, because it must answer while a page is drawn."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.stats.intervals import Floats

STEPS, ENOUGH = 30, 1e-7  # Newton steps; relative gain of the last one


@dataclass(frozen=True)
class Fit:
    """Coefficients and the penalised information (minus the second derivatives) at them."""

    beta: Floats
    information: Floats


def fit_ridge(x: Floats, y: Floats, penalty: Floats, start: Floats | None = None) -> Fit:
    """The greatest penalised likelihood: log-likelihood minus ½ Σ penalty·β². `x` brings its own column of ones."""
    beta = np.zeros(x.shape[1]) if start is None else start.copy()
    loss = penalised_loss(x @ beta, y, beta, penalty)
    for _ in range(STEPS):
        p = special.expit(x @ beta)
        information = curvature(x, p, penalty)
        step = np.linalg.solve(information, x.T @ (y - p) - penalty * beta)
        length = 1.0
        while (
            new := penalised_loss(x @ (beta + length * step), y, beta + length * step, penalty)
        ) > loss + 1e-12 and length > 1e-4:
            length /= 2
        beta, gain, loss = beta + length * step, loss - new, new
        if gain < ENOUGH * (1 + abs(loss)):
            break
    return Fit(beta, information)


def penalised_loss(eta: Floats, y: Floats, beta: Floats, penalty: Floats) -> float:
    """What is made smallest."""
    return float(np.sum(np.logaddexp(0, eta) - y * eta) + 0.5 * np.sum(penalty * beta**2))


def curvature(x: Floats, p: Floats, penalty: Floats) -> Floats:
    """Second derivatives of the loss."""
    second: Floats = (x.T * (p * (1 - p))) @ x + np.diag(np.maximum(penalty, 1e-9))
    return second


def log_loss(p: Floats, y: Floats) -> Floats:
    """Of each row; no forecast is surer than one in a million."""
    sure = np.clip(p, 1e-6, 1 - 1e-6)
    return -np.where(y == 1, np.log(sure), np.log(1 - sure))
