package org.foldlink.page;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.clinical.Doctor;
import org.foldlink.clinical.Hospital;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Reference;
import org.foldlink.clinical.Referral;
import org.foldlink.clinical.Symptom;

/** What the invented patients' reports are made from: hospitals, symptoms, references. */
final class ReportFacts {

    private ReportFacts() {}

    static Referral referral() {
        Hospital atoll = new Hospital(
                "mid-atlantic-university",
                "Mid-Atlantic University Hospital (example)",
                "Atollhaven, an invented island",
                Optional.empty(),
                List.of("neurosurgery", "neuro-oncology"),
                List.of());
        Hospital gannet = new Hospital(
                "albatross-neuro",
                "Albatross Neurosurgical Clinic (example)",
                "Far Gannet, an invented island",
                Optional.empty(),
                List.of("neurosurgery"),
                List.of());
        return new Referral(
                List.of(
                        new Referral.Want("neurosurgery", true, 1, "a mass of the frontal lobe"),
                        new Referral.Want("cortical-mapping", false, 0.8, "the motor strip is reached"),
                        new Referral.Want("neuro-oncology-board", false, 0.6, "glioma")),
                List.of(
                        new Referral.Choice(
                                atoll,
                                List.of(
                                        new Doctor(
                                                "a",
                                                "Dr Example Alder",
                                                atoll.id(),
                                                "neurosurgery",
                                                List.of("awake-surgery", "cortical-mapping")),
                                        new Doctor(
                                                "b",
                                                "Dr Example Birch",
                                                atoll.id(),
                                                "neuro-oncology",
                                                List.of("neuro-oncology-board"))),
                                List.of("neurosurgery", "cortical-mapping", "neuro-oncology-board"),
                                List.of(),
                                OptionalDouble.of(118.4),
                                0.93),
                        new Referral.Choice(
                                gannet,
                                List.of(new Doctor(
                                        "m",
                                        "Dr Example Maple",
                                        gannet.id(),
                                        "neurosurgery",
                                        List.of("cortical-mapping"))),
                                List.of("neurosurgery", "cortical-mapping"),
                                List.of("neuro-oncology-board"),
                                OptionalDouble.of(342.9),
                                0.61)),
                List.of());
    }

    static Knowledge knowledge() {
        return new Knowledge(
                List.of(
                        symptom("hemiparesis", "Weakness of one side of the body", "hemiparesis", Symptom.Kind.SIGN),
                        symptom(
                                "focal_motor_seizure",
                                "Twitching of one side",
                                "focal motor (clonic) seizure",
                                Symptom.Kind.SYMPTOM),
                        symptom(
                                "personality_change",
                                "Change of personality",
                                "organic personality change",
                                Symptom.Kind.SYMPTOM)),
                List.of(),
                List.of(
                        new Reference(
                                "blumenfeld-6",
                                "Blumenfeld H. Neuroanatomy through Clinical Cases. 2nd ed. Sunderland (MA): Sinauer Associates; 2010. Chapter 6, Corticospinal Tract and Other Motor Pathways."),
                        new Reference(
                                "adams-epilepsy",
                                "Ropper AH, Samuels MA, Klein JP. Adams and Victor's Principles of Neurology. 10th ed. New York: McGraw-Hill Education; 2014. Chapter \"Epilepsy and Other Seizure Disorders\"."),
                        new Reference(
                                "brazis-hemispheres",
                                "Brazis PW, Masdeu JC, Biller J. Localization in Clinical Neurology. 6th ed. Philadelphia: Lippincott Williams & Wilkins; 2011. Chapter \"The Localization of Lesions Affecting the Cerebral Hemispheres\"."),
                        new Reference("never-cited", "A book that nobody cites.")));
    }

    private static Symptom symptom(String id, String name, String term, Symptom.Kind kind) {
        return new Symptom(id, name, List.of(), kind, term, Optional.empty());
    }
}
