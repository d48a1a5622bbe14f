"""Pretrained networks: what they need, what they give, and how they are run."""
