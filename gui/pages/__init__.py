"""The pages of the window: each builds widgets and connects signals, and computes nothing."""
