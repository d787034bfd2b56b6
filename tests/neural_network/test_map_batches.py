"""Batches are answered in order, several at a time, with the same bits."""

import threading

import numpy as np
import pytest
import torch

from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, n_threads
from galaxyzoo_ml.neural_network.training._map_batches import map_batches

BATCHES = [torch.full((2,), i) for i in range(40)]


@pytest.mark.parametrize("n_jobs", [1, 3])
@pytest.mark.parametrize("together", [False, True])
def test_answers_come_in_order(n_jobs, together):
    answers = map_batches(lambda x: 2 * x, BATCHES, n_jobs=n_jobs, together=together)
    np.testing.assert_array_equal(np.concatenate(list(answers)), np.arange(40).repeat(2) * 2)


def test_each_thread_computes_alone_and_the_number_of_threads_comes_back():
    before, seen, in_work = n_threads(), set(), threading.Barrier(3)

    def answer(x):
        in_work.wait()  # three at once, or never
        seen.add(
            (threading.get_ident(), torch.get_num_threads(), torch.is_inference_mode_enabled())
        )
        return x

    list(map_batches(answer, BATCHES[:6], n_jobs=3, together=True))
    assert len(seen) == 3
    assert {each[1:] for each in seen} == {(1, True)}
    assert n_threads() == before


def test_batches_are_made_as_they_are_needed():
    made = []

    def batches():
        for x in BATCHES:
            made.append(x)
            yield x

    answers = map_batches(lambda x: x, batches(), n_jobs=2, together=True)
    for taken in range(1, 5):
        next(answers)
        assert len(made) <= taken + 3


def test_what_fails_is_raised():
    def fail(x):
        raise ValueError(f"batch {int(x[0])}")

    with pytest.raises(ValueError, match="batch 0"):
        list(map_batches(fail, BATCHES, n_jobs=2, together=True))


@pytest.mark.parametrize("architecture", ["course", "equivariant", "residual"])
def test_bits_do_not_depend_on_the_number_of_threads(architecture):
    rng = np.random.default_rng(0)
    X = rng.integers(0, 256, (150, 48, 48, 3), np.uint8)
    net = GalaxyCNNClassifier(architecture=architecture, max_epochs=1, random_state=0)
    net.fit(X, np.arange(150) % 2)
    for answer in (net.predict_proba, net.transform):
        one, two = (net.set_params(n_jobs=n_jobs) and answer(X) for n_jobs in (1, 2))
        np.testing.assert_array_equal(two, one)


def number_in_a_new_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(n_threads()))
    thread.start()
    thread.join()
    return found[0]


def test_who_meets_torch_in_the_middle_of_a_prediction_makes_nobody_slow():
    torch_before = n_threads()
    torch.set_num_threads(3)
    try:
        in_work, met = threading.Event(), threading.Event()

        def second():
            in_work.wait()
            assert n_threads() == 1  # that of the first one's session
            met.set()
            list(map_batches(lambda x: x, BATCHES[:4], n_jobs=2, together=True))

        def answer(x):
            in_work.set()
            met.wait()
            return x

        thread = threading.Thread(target=second)
        thread.start()
        list(map_batches(answer, BATCHES[:4], n_jobs=2, together=True))
        thread.join()
        assert n_threads() == number_in_a_new_thread() == 3
    finally:
        torch.set_num_threads(torch_before)
