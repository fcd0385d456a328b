package org.foldlink.clinical;

/** How much a symptom troubles the patient. */
public enum Severity {
    MILD,
    MODERATE,
    SEVERE
}
