"""What the review page says of itself."""

HELP = (
    "Listen to a detection (Space) and say whether the network is right: Y or Up for correct, "
    "N or Down for wrong, U when you cannot tell, S or Right to leave it. The next one comes "
    "by itself, and Left or Ctrl+Z takes back what you said last, as often as you like.\n\n"
    "If it is another species, press its digit in the short list below the sound, or / and a "
    "few letters of its name. A adds another species that sings too, C a comment, K keeps a "
    "confirmed clip to compare with.\n\n"
    "G shows many clips at once: choose some with Shift, Ctrl or a drag, then Y, N or U "
    "decides about all of them. Enter opens one.\n\n"
    "Choose a species at the left, or limits above the sound; click a heading of the table to "
    "sort. What the species list did not expect is hidden and counted; Show brings it "
    "back.\n\n"
    "Drag with Ctrl on the sound to draw an annotation, with Shift to measure and to play "
    "only that.\n\n"
    "What the network said is never changed: your verdicts are kept beside it, each with your "
    "name and the time."
)
