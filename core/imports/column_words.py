"""What people call the columns of a table of sounds, in the languages that spreadsheets speak.

English, German, French, Spanish, Dutch, Swedish, Danish and Norwegian, Italian and Portuguese;
names are compared without case, blanks and signs. A word that could be of two roles is in none.
"""

import unicodedata
from collections.abc import Mapping, Sequence

_SECONDS = ("", " (s)", " (sec)", " (seconds)", " (sek)", " (seg)")

_FILE = (
    "file", "filename", "file_path", "filepath", "path", "recording", "recording_name", "audio",
    "audio_file", "audio_filename", "audio_path", "sound_file", "sound.files", "wav",
    "source_file", "input", "in_file", "begin_path", "begin_file", "recording_path",
    "notated_path", "original_file_name",
    "Datei", "Dateiname", "Aufnahme", "Audiodatei", "Tondatei", "Dateipfad",
    "Fichier", "Nom du fichier", "Nom de fichier", "Nom fichier", "Enregistrement",
    "Archivo", "Fichero", "Nombre de archivo", "Nombre del archivo", "Grabación",
    "Bestand", "Bestandsnaam", "Opname", "Geluidsbestand",
    "Fil", "Filnamn", "Ljudfil", "Inspelning", "Filnavn", "Lydfil", "Optagelse", "Opptak",
    "Nome file", "Nome del file", "Registrazione", "Arquivo", "Ficheiro", "Gravação",
    "Nome do arquivo", "Nome do ficheiro",
)  # fmt: skip
_START = (
    "start", "start_time", "begin", "begin_time", "onset",
    "Beginn", "Anfang", "Startzeit", "von", "Début", "Temps début", "Temps de début",
    "Inicio", "Comienzo", "Tiempo inicial", "Tiempo de inicio", "Begintijd", "Starttijd", "van",
    "Starttid", "Inizio", "Início", "Tempo inicial",
)  # fmt: skip
_END = (
    "end", "end_time", "stop", "stop_time", "Ende", "Endzeit", "bis", "Fin", "Temps fin",
    "Temps de fin", "Final", "Tiempo final", "Tiempo de fin", "Einde", "Eindtijd", "tot", "Slut",
    "Sluttid", "Slutt", "Fine", "Fim", "Tempo final",
)  # fmt: skip
_SCORE = (
    "confidence", "score", "scores", "probability", "prob", "conf",
    "Konfidenz", "Wahrscheinlichkeit", "Confiance", "Probabilité", "Confianza", "Probabilidad",
    "Betrouwbaarheid", "Zekerheid", "Waarschijnlijkheid", "Konfidens", "Sannolikhet",
    "Sandsynlighed", "Confidenza", "Probabilità", "Confiança", "Probabilidade",
)  # fmt: skip
_LOW = (
    "low", "low_f", "low_freq", "low_frequency", "freq_low", "fmin", "f_min", "min_freq",
    "min_frequency", "freq_min", "minimum_frequency",
)  # fmt: skip
_HIGH = (
    "high", "high_f", "high_freq", "high_frequency", "freq_high", "fmax", "f_max", "max_freq",
    "max_frequency", "freq_max", "maximum_frequency",
)  # fmt: skip


def _each(words: Sequence[str], endings: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{word}{ending}" for ending in endings for word in words)


_WORDS: Mapping[str, Sequence[str]] = {
    "file": _FILE,
    "start": (
        "start_s", "start_time_s", "start_sec", "start_seconds", "start_offset_s", "start_offset",
        "begin_s", "begin_time_s", "onset_s", "offset_s", "window_start", "segment_start",
        "time_s", "timestamp_s", "tmin", "min_t", *_each(_START, _SECONDS),
    ),
    "end": (
        "end_s", "end_time_s", "end_sec", "end_seconds", "end_offset_s", "end_offset", "stop_s",
        "offset_end", "window_end", "segment_end", "tmax", "max_t", *_each(_END, _SECONDS),
    ),
    "duration": (
        "duration_s", "length_s", *_each((
            "duration", "length", "Dauer", "Länge", "Durée", "Duración", "Duur", "Längd",
            "Varaktighet", "Varighed", "Varighet", "Durata", "Duração",
        ), _SECONDS),
    ),
    "scientific": (
        "scientific_name", "scientific", "latin_name", "latin", "sci_name",
        "Wissenschaftlicher Name", "Wiss. Name", "Lateinischer Name", "Nom scientifique",
        "Nom latin", "Nombre científico", "Wetenschappelijke naam", "Latijnse naam",
        "Vetenskapligt namn", "Latinskt namn", "Latinsk navn", "Videnskabeligt navn",
        "Vitenskapelig navn", "Nome scientifico", "Nome científico",
    ),
    "common": (
        "common_name", "english_name", "vernacular_name", "com_name",
        "Deutscher Name", "Trivialname", "Nom vernaculaire", "Nom commun", "Nom français",
        "Nombre común", "Nederlandse naam", "Svenskt namn", "Artnamn", "Dansk navn",
        "Norsk navn", "Nome comune", "Nome comum",
    ),
    "name": (
        "species", "species_name", "label", "class", "class_name", "predicted_species",
        "annotation", "tag", "name", "code", "species_code", "ebird_code", "class_code", "sound",
        "call", "taxon", "template",
        "Art", "Vogelart", "Espèce", "Especie", "Soort", "Soortnaam", "Specie", "Espécie",
    ),
    "score": _SCORE,
    "grade": _SCORE,
    "logit": ("logit", "logits"),
    "low": (*_each(_LOW, ("", "_hz")),),
    "high": (*_each(_HIGH, ("", "_hz")),),
    "low_khz": ("bottom.freq", *_each(_LOW, ("_khz",))),
    "high_khz": ("top.freq", *_each(_HIGH, ("_khz",))),
    "reviewer": ("reviewer", "annotator", "observer", "Bearbeiter", "Beobachter", "Observateur",
                 "Observador", "Waarnemer", "Observatör"),
    "note": ("note", "notes", "comment", "comments", "Bemerkung", "Bemerkungen", "Notiz",
             "Kommentar", "Remarque", "Remarques", "Commentaire", "Comentario", "Opmerking",
             "Opmerkingen", "Anmärkning", "Observación", "Nota", "Commento", "Comentário"),
}  # fmt: skip


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(c for c in parts if not unicodedata.combining(c))


ROLES: Mapping[str, Sequence[str]] = {
    role: tuple(dict.fromkeys([*words, *map(_without_accents, words)]))
    for role, words in _WORDS.items()
}
"""Of a table of anything: role -> names of its columns, the best first."""
