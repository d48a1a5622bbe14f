"""One undo takes each kind of results out of a project, and brings it back."""

import json

import pytest

from core.imports import FORMATS, gather, newest, take, take_out
from core.jobs import answer
from core.store import annotations, detections, runs
from core.store.detections import Filter
from tests.core.imports.test_imports import AOEF, WRITTEN, A
from tests.core.imports.test_neighbours import BIRDA_JSON as BIRDA
from tests.core.imports.test_neighbours import REVIEWED

WREN = "Troglodytes troglodytes"
KINDS = WRITTEN | {
    "undersong": "detection_id,file,offset_s,end_offset_s,scientific_name,current_scientific_name,"
    "common_name,score,verdict,reviewer,note,in_species_list\n"
    f"7,{A},3.0,6.0,Turdus merula,{WREN},Eurasian Blackbird,0.75,wrong,Ann,far,yes\n",
    "undersong-annotations": "annotation_id,file,offset_s,end_offset_s,scientific_name\n"
    f"7,{A},3.0,6.0,Turdus merula\n",
    "birdnet-3": "name,start_sec,end_sec,confidence,label\n"
    "b.wav,3.0,6.0,0.75,Turdus merula_Eurasian Blackbird\n",
    "hawkears-reviewed": REVIEWED.format(verdict="incorrect", held=WREN),
    "perch": "filename,timestamp_s,label,logit\nb.wav,5.0,eurbla,0.0\n",
    "soundscapes": "Filename,Start Time (s),End Time (s),Species eBird Code\nb.wav,3,6,eurbla\n",
    "hoplite-annotations": "recording,start_offset_s,end_offset_s,label,label_type\n"
    "b.wav,3,8,eurbla,positive\n",
    "birda": json.dumps({"source_file": "b.wav", "detections": [BIRDA]}),
    "table": "audio_file;begin_time;end_time;species;probability\nb.wav;3;6;Turdus merula;0,75\n",
    "crowsetta": "label,onset_s,offset_s,notated_path\nTurdus merula,3.0,6.0,/x/b.wav\n",
    "wide": "file,start_time,end_time,Turdus merula\nb.wav,3.0,6.0,0.75\n",
    "camtrap-dp": "observationID,deploymentID,mediaID,eventStart,eventEnd,observationType,"
    "scientificName,classificationMethod,classificationProbability\n"
    "o1,d1,m1,2025-05-03T05:00:03Z,2025-05-03T05:00:06Z,animal,Turdus merula,machine,0.75\n",
    "batdetect2": "id,det_prob,start_time,end_time,high_freq,low_freq,class,class_prob\n"
    "0,0.9,3.0,3.1,60300,45100,Pipistrellus pipistrellus,0.75\n",
    "tadarida": "nom du fichier;temps_debut;temps_fin;frequence_mediane;tadarida_taxon;"
    "tadarida_probabilite;observateur_taxon;validateur_taxon\nb;3.0;6.0;45;Pippip;0.75;Pippip;\n",
    "nighthawk": "start_sec,end_sec,filename,predicted_category,prob\n3,6,b.wav,swathr,0.75\n",
    "audacity": "3.0\t6.0\tEurasian Blackbird\n",
    "aoef": json.dumps(AOEF),
}
MEDIA = (
    "mediaID,deploymentID,timestamp,filePath,fileMediatype\n"
    "m1,d1,2025-05-03T05:00:00Z,x/b.wav,audio/wav\n"
)
"""What a package of Camtrap DP has beside its observations."""


def state(project):
    """What a project holds that an import may add to."""
    with project.reading() as db:
        every = list(detections.everything(db, Filter(unlisted=True)))
        said = [(d.id, d.verdict, d.corrected, d.reviewer, d.note) for d in every]
        return len(runs.everything(db)), said, list(annotations.everything(db))


def test_there_is_an_example_of_each_kind():
    assert set(KINDS) == {one.id for one in FORMATS}


@pytest.mark.parametrize("kind", KINDS)
def test_one_undo_takes_it_out_and_redo_brings_it_back(hand_made, tmp_path, kind):
    project = hand_made.project
    (file := tmp_path / "b.txt").write_text(KINDS[kind])
    (tmp_path / "media.csv").write_text(MEDIA)
    before = state(project)
    found = answer(gather(project, [file]))
    assert found.format.id == kind
    answer(take(project, found))
    there = state(project)
    assert there != before
    take_out(project, newest(project, taken_out=False))
    assert state(project) == before
    take_out(project, newest(project, taken_out=True), back=True)
    assert state(project) == there
