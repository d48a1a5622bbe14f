"""Trains with perch-hoplite's own trainer, as its notebook does: train_perch_hoplite.py IN OUT.

IN is an npz: ``embedding`` [n, size], ``present`` [n, classes] of 1, 0 and -1 (nothing said). OUT
gets ``beta`` [size, classes] and ``bias``. Nothing is held out.
"""

import sys

import numpy as np

if __name__ == "__main__":
    from ml_collections import config_dict
    from perch_hoplite.agile import classifier, classifier_data
    from perch_hoplite.db import datatypes, in_mem_impl

    class AllLabelled(classifier_data.AgileDataManager):
        """Trains on all that is labelled."""

        def get_train_test_split(self) -> tuple[np.ndarray, np.ndarray]:
            return everything, everything

    given = np.load(sys.argv[1])
    embedding, present = given["embedding"], given["present"]
    db = in_mem_impl.InMemoryGraphSearchDB.create(embedding.shape[1], np.float32)
    db.insert_metadata("model_config", config_dict.ConfigDict())
    labels = [f"label {n:02d}" for n in range(present.shape[1])]
    kinds = {1: datatypes.LabelType.POSITIVE, 0: datatypes.LabelType.NEGATIVE}
    ids = []
    for n, row in enumerate(embedding):
        recording = db.insert_recording(f"{n}.wav")
        ids.append(db.insert_window(recording, [0.0, 3.0], row.astype(np.float32)))
        for label, said in zip(labels, present[n].tolist(), strict=True):
            if said in kinds:
                db.insert_annotation(recording, [0.0, 3.0], label, kinds[said], "")
    everything = np.array(ids)[(present >= 0).any(axis=1)]
    manager = AllLabelled(
        target_labels=tuple(labels), db=db, train_ratio=0.9, min_eval_examples=1, batch_size=128,
        weak_negatives_batch_size=128, rng=np.random.default_rng(5),
    )  # fmt: skip
    found, _ = classifier.train_linear_classifier(manager, 1e-3, 0.05, 128)
    np.savez(sys.argv[2], beta=found.beta, bias=found.beta_bias)
