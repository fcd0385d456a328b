package org.foldlink.clinical.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.clinical.Doctor;
import org.foldlink.clinical.Hospital;
import org.foldlink.clinical.Position;
import org.foldlink.clinical.Providers;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Hospitals and doctors. */
final class ProviderRows {

    private static final Lists DEPARTMENTS = new Lists("hospital_departments", "hospital", "department");
    private static final Lists CAPABILITIES = new Lists("hospital_capabilities", "hospital", "capability");
    private static final Lists EXPERTISE = new Lists("doctor_expertise", "doctor", "expertise");

    private ProviderRows() {}

    static Providers read(Handle h) {
        Map<String, List<String>> departments = DEPARTMENTS.read(h);
        Map<String, List<String>> capabilities = CAPABILITIES.read(h);
        Map<String, List<String>> expertise = EXPERTISE.read(h);
        return new Providers(
                h.createQuery("SELECT * FROM hospitals ORDER BY place_in_list")
                        .map((r, c) -> new Hospital(
                                r.getString("id"),
                                r.getString("name"),
                                r.getString("place"),
                                position(r),
                                departments.getOrDefault(r.getString("id"), List.of()),
                                capabilities.getOrDefault(r.getString("id"), List.of())))
                        .list(),
                h.createQuery("SELECT * FROM doctors ORDER BY place_in_list")
                        .map((r, c) -> new Doctor(
                                r.getString("id"),
                                r.getString("name"),
                                r.getString("hospital"),
                                r.getString("speciality"),
                                expertise.getOrDefault(r.getString("id"), List.of())))
                        .list());
    }

    static void replace(Handle h, Providers providers) {
        List.of(EXPERTISE, DEPARTMENTS, CAPABILITIES).forEach(l -> l.deleteAll(h));
        h.createUpdate("DELETE FROM doctors").execute();
        h.createUpdate("DELETE FROM hospitals").execute();
        hospitals(h, providers.hospitals());
        DEPARTMENTS.insert(h, providers.hospitals(), Hospital::id, Hospital::departments);
        CAPABILITIES.insert(h, providers.hospitals(), Hospital::id, Hospital::capabilities);
        doctors(h, providers.doctors());
        EXPERTISE.insert(h, providers.doctors(), Doctor::id, Doctor::expertise);
    }

    private static void hospitals(Handle h, List<Hospital> hospitals) {
        PreparedBatch insert =
                h.prepareBatch("INSERT INTO hospitals (id, place_in_list, name, place, latitude, longitude)"
                        + " VALUES (:id, :line, :name, :place, :latitude, :longitude)");
        int line = 0;
        for (Hospital hospital : hospitals) {
            insert.bind("id", hospital.id())
                    .bind("line", line++)
                    .bind("name", hospital.name())
                    .bind("place", hospital.place())
                    .bindBySqlType(
                            "latitude",
                            hospital.position().map(Position::latitude).orElse(null),
                            Types.DOUBLE)
                    .bindBySqlType(
                            "longitude",
                            hospital.position().map(Position::longitude).orElse(null),
                            Types.DOUBLE)
                    .add();
        }
        insert.execute();
    }

    private static void doctors(Handle h, List<Doctor> doctors) {
        PreparedBatch insert = h.prepareBatch("INSERT INTO doctors (id, place_in_list, name, hospital, speciality)"
                + " VALUES (:id, :line, :name, :hospital, :speciality)");
        int line = 0;
        for (Doctor doctor : doctors) {
            insert.bind("id", doctor.id())
                    .bind("line", line++)
                    .bind("name", doctor.name())
                    .bind("hospital", doctor.hospital())
                    .bind("speciality", doctor.speciality())
                    .add();
        }
        insert.execute();
    }

    private static Optional<Position> position(ResultSet r) throws SQLException {
        return r.getObject("latitude") == null
                ? Optional.empty()
                : Optional.of(new Position(r.getDouble("latitude"), r.getDouble("longitude")));
    }
}
