from core.deployments.effects import Effect
from gui.widgets import place_words


def test_places_are_written_with_their_half_of_the_earth():
    assert place_words.coordinates(-41.3, 174.8) == "41.30000° S, 174.80000° E"
    assert place_words.coordinates(None, None) == ""


def test_what_a_clock_would_change_is_a_sentence():
    steady = Effect(420, 420, 192.0, 192.0, 0, ())
    drifting = Effect(420, 420, 0.6, -192.0, 0, ())
    assert place_words.effect(steady) == "420 recordings move 3 min 12 s later."
    assert place_words.effect(drifting) == (
        "420 recordings move: the first 0.6 s later, the last 3 min 12 s earlier."
    )
    assert place_words.effect(Effect(1, 0, 0.0, 0.0, 1, (120,))) == (
        "The clock of 1 recording becomes UTC+2:00."
    )
    assert place_words.effect(Effect(3, 0, 0.0, 0.0, 0, ())) == "Nothing changes with this."
