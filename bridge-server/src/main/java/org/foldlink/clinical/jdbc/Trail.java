package org.foldlink.clinical.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.AuditEntry;
import org.foldlink.clinical.RecordChecks;
import org.jdbi.v3.core.Handle;

/** The audit trail. It names a patient only as long as the patient is held. */
final class Trail {

    private Trail() {}

    static String newSalt() {
        byte[] salt = new byte[32];
        new SecureRandom().nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    /** At the end of what it tells of: whether the patient is held is as it will be. */
    static void write(Handle h, String salt, Actor actor, String action, String subject, String outcome) {
        boolean named = subject.isEmpty() || (RecordChecks.isId(subject) && PatientRows.held(h, subject));
        h.createUpdate("INSERT INTO audit (happened, address, claimed_name, identity_is, action, subject, outcome)"
                        + " VALUES (:happened, :address, :name, :mark, :action, :subject, :outcome)")
                .bindBySqlType("happened", PatientRows.utc(Instant.now()), Types.TIMESTAMP_WITH_TIMEZONE)
                .bind("address", actor.address())
                .bind("name", actor.claimedName())
                .bind("mark", Actor.UNAUTHENTICATED)
                .bind("action", action)
                .bind("subject", named ? subject : hash(salt, subject))
                .bind("outcome", outcome)
                .execute();
    }

    static void forget(Handle h, String salt, String patient) {
        h.createUpdate("UPDATE audit SET subject = :hash WHERE subject = :id")
                .bind("hash", hash(salt, patient))
                .bind("id", patient)
                .execute();
    }

    static List<AuditEntry> newest(Handle h, int limit) {
        return h.createQuery("SELECT * FROM audit ORDER BY number DESC LIMIT :limit")
                .bind("limit", limit)
                .map((r, c) -> new AuditEntry(
                        r.getLong("number"),
                        r.getObject("happened", OffsetDateTime.class).toInstant(),
                        new Actor(r.getString("address"), r.getString("claimed_name")),
                        r.getString("action"),
                        r.getString("subject"),
                        r.getString("outcome")))
                .list();
    }

    private static String hash(String salt, String subject) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return "hash:" + HexFormat.of().formatHex(mac.doFinal(subject.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
