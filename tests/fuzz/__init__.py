"""Inputs that nobody meant to make: each must end in a result or a sentence.

Run ``make fuzz`` (FUZZ_SECONDS=600 FUZZ_SEED=1), or one attempt again by its target and seed:
``python -m tests.fuzz --target sounds --seed 17 --count 1``.
"""
