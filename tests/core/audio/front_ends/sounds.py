"""A sound with all that tells front ends apart, the same wherever it is made."""

import numpy as np


def made_sound(sample_rate, samples):
    """Return a rising tone over noise, then a clipped one, then silence to the last sample."""
    at = np.arange(samples)
    rising = np.sin(np.pi * at**2 / (2.2 * samples))
    # The remainders of squares look like noise and are the same on every machine.
    noise = (at * at % 65521 * 31 % 65521) / 65521 - 0.5
    sound = 0.3 * rising + 0.02 * noise
    loud = slice(samples // 2, samples * 5 // 8)
    sound[loud] = np.clip(3 * np.sin(2 * np.pi * 0.06 * at[loud]), -1, 1)
    sound[samples * 7 // 8 :] = 0
    return sound.astype(np.float32)
