"""Teaching the program sounds: search by example, training, evaluation, and the heads themselves.

Works on what a pass has left behind: embeddings, and the network's own scores. No sound is heard
again.
"""
