package org.foldlink.clinical;

import java.util.HashSet;
import java.util.Set;

/** What a table of hospitals and doctors must hold together. */
final class ProviderChecks {

    private ProviderChecks() {}

    static void check(Providers providers) throws StoreException {
        Set<String> hospitals = new HashSet<>();
        for (Hospital hospital : providers.hospitals()) {
            RecordChecks.id("hospital.id", hospital.id());
            RecordChecks.required("hospital.name", hospital.name(), RecordChecks.NAME);
            RecordChecks.text("hospital.place", hospital.place(), RecordChecks.NAME);
            RecordChecks.texts("hospital.departments", hospital.departments());
            RecordChecks.texts("hospital.capabilities", hospital.capabilities());
            RecordChecks.once(hospitals, "hospital.id", hospital.id());
        }
        Set<String> doctors = new HashSet<>();
        for (Doctor doctor : providers.doctors()) {
            RecordChecks.id("doctor.id", doctor.id());
            RecordChecks.required("doctor.name", doctor.name(), RecordChecks.NAME);
            RecordChecks.text("doctor.speciality", doctor.speciality(), RecordChecks.NAME);
            RecordChecks.texts("doctor.expertise", doctor.expertise());
            RecordChecks.once(doctors, "doctor.id", doctor.id());
            if (!hospitals.contains(doctor.hospital())) {
                throw RecordChecks.invalid(
                        "doctor.hospital", RecordChecks.quoted(doctor.hospital()), "one of the hospitals");
            }
        }
    }
}
