"""Cross-validation: held-out accuracy of a simple classifier.

Intervals refer to sampling of initiatives; variation over other folds is not included.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from sim.array_types import Floats
from sim.study.statistics.estimates import Estimate, Z, share_of

FOLDS = 5
SHUFFLED = 20  # seed for the folds


def held_out(features: Floats, labels: NDArray[np.int64]) -> Floats:
    """Return held-out class probabilities of each case, shape (cases, classes).

    features : (cases, features), standardised within each fold; labels : 0, 1, …, each at least FOLDS times
    Source: logistic regression with a ridge penalty of one and balanced class weights; fixed stratified folds.
    """
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, class_weight="balanced", max_iter=1_000))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SHUFFLED)
    chance = np.empty((len(labels), int(labels.max()) + 1))
    with threadpool_limits(1):  # small tables are slower with several threads, much slower on a busy machine
        for shown, hidden in folds.split(features, labels):
            chance[hidden] = model.fit(features[shown], labels[shown]).predict_proba(features[hidden])
    return np.round(chance, 9)  # the last bits differ between processors


def balanced_accuracy(chance: Floats, labels: NDArray[np.int64]) -> Estimate:
    """Return the mean over classes of the share classified correctly, so that constant prediction scores as chance.

    Source: Zou & Donner 2008, an interval of a sum from those of its parts, which are Wilson's.
    """
    right = chance.argmax(axis=1) == labels
    parts = [share_of(int(right[labels == k].sum()), int((labels == k).sum())) for k in range(chance.shape[1])]
    shares = [0.0 if part.share is None else part.share for part in parts]
    value, classes = sum(shares) / len(parts), len(parts)
    below = math.sqrt(sum((share - part.low) ** 2 for share, part in zip(shares, parts, strict=True))) / classes
    above = math.sqrt(sum((part.high - share) ** 2 for share, part in zip(shares, parts, strict=True))) / classes
    return Estimate(value, max(0.0, value - below), min(1.0, value + above))


def area(score: Floats, is_positive: NDArray[np.bool_]) -> Estimate:
    """Return the area under the ROC curve: the chance that a positive case has a higher score than a negative one.

    score : (cases,); ties count half; at least two cases of each class
    Source: DeLong, DeLong & Clarke-Pearson 1988.
    """
    positive, negative = score[is_positive], score[~is_positive]
    m, n = len(positive), len(negative)
    ranks = rankdata(np.concatenate([positive, negative]))
    above = (ranks[:m] - rankdata(positive)) / n
    below = 1.0 - (ranks[m:] - rankdata(negative)) / m
    value = float(above.mean())
    half = Z * math.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / n)
    return Estimate(value, max(0.0, value - half), min(1.0, value + half))
