package org.foldlink.clinical;

/** What every store says when it refuses for what it holds, in the same words. */
public final class Refusals {

    private Refusals() {}

    public static StoreException noPatient(String id) {
        return new StoreException(
                StoreException.Reason.NOT_FOUND,
                "patient " + RecordChecks.quoted(id) + " is not held (expected one that was put before)");
    }

    public static StoreException noObservation(String patient, String symptom, BodySide side) {
        return new StoreException(
                StoreException.Reason.NOT_FOUND,
                "patient " + RecordChecks.quoted(patient) + " has no observation " + RecordChecks.quoted(symptom) + " "
                        + side + " (expected one that the patient's record lists)");
    }

    public static StoreException unknownSymptom(String id) {
        return RecordChecks.invalid(
                "observation.symptom", RecordChecks.quoted(id), "the id of a symptom that the store knows");
    }

    public static StoreException othersStudy(String id) {
        return new StoreException(
                StoreException.Reason.CONFLICT,
                "study " + RecordChecks.quoted(id)
                        + " is held of another patient (expected a study of this one; check the id)");
    }

    public static StoreException resultIsThere(String id) {
        return new StoreException(
                StoreException.Reason.CONFLICT,
                "result " + RecordChecks.quoted(id)
                        + " is held already (expected a new id; results are never replaced)");
    }

    public static StoreException symptomInUse(String id) {
        return new StoreException(
                StoreException.Reason.CONFLICT,
                "symptom " + RecordChecks.quoted(id)
                        + " is recorded of patients and missing from the new table (expected it there; keep its row)");
    }

    public static StoreException closed() {
        return new StoreException(
                StoreException.Reason.UNAVAILABLE, "the clinical store is closed (expected an open one)");
    }
}
