"""Times perch-hoplite's loader of SavedModels: run_perch_hoplite.py MODEL RATE WINDOW_S SECONDS.

Prints milliseconds a window: of wall time, then of processor time.
"""

import sys
import time

WINDOWS = 8

if __name__ == "__main__":
    import numpy as np
    import tensorflow as tf
    from ml_collections import config_dict
    from perch_hoplite.zoo.taxonomy_model_tf import TaxonomyModelTF

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    model, rate, window_s, seconds = sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:])
    network = TaxonomyModelTF.from_config(
        config_dict.ConfigDict(
            {
                "model_path": model, "sample_rate": rate, "window_size_s": window_s,
                "hop_size_s": window_s, "target_peak": 0.25,
            }
        )
    )  # fmt: skip
    shape = (WINDOWS, int(rate * window_s))
    sound = np.random.default_rng(1).normal(0, 0.05, shape).astype(np.float32)
    network.batch_embed(sound)  # the first is slower
    best = (float("inf"), 0.0)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        wall, cpu = time.perf_counter(), time.process_time()
        network.batch_embed(sound)
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu))
    print(*(1000 * one / WINDOWS for one in best))  # noqa: T201
