"""What the page Teach says of itself."""

HELP = (
    "Find a sound that the network does not know: begin with one clip and say of more whether it "
    "is in them.\n\n"
    "In Review choose a detection, several in the grid, or drag over the sound with Shift, and "
    "press M. Or take a file from elsewhere, or pick a sound at the left that has clips "
    "already.\n\n"
    "All clips of the project are compared, the most alike come first. Listen (Space; or each as "
    "it is chosen) and say Y: it is in it, N: it is not, U: unsure. Each answer changes "
    "the order of what is still to come. Z takes the last answer back, as often as you like. "
    "Arrows move, Shift or a drag chooses several at once. M looks for what sounds like the "
    "chosen clips, too. / names the sound.\n\n"
    "What you say is kept with your name; undo takes it back here and in Review alike."
)
