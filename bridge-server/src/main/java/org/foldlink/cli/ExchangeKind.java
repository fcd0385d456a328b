package org.foldlink.cli;

/** What is imported and exported. */
enum ExchangeKind {
    /** Symptoms, the rules where they point, references. */
    KNOWLEDGE,
    /** Hospitals and doctors. */
    HOSPITALS,
    /** Patients with symptoms, studies and results. */
    PATIENTS
}
