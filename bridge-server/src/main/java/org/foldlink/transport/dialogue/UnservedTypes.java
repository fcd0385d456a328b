package org.foldlink.transport.dialogue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.OpaqueMessage;

/** Counts data messages that nothing serves, for one log line a minute. A type that is no standard one is not named: a peer chose it. */
final class UnservedTypes {

    private final long periodNanos;
    private final LongSupplier nanos;
    private final Map<String, Long> counts = new TreeMap<>();
    private long reportedAt;

    UnservedTypes(Duration period, LongSupplier nanos) {
        this.periodNanos = period.toNanos();
        this.nanos = nanos;
        this.reportedAt = nanos.getAsLong();
    }

    void count(Message message) {
        counts.merge(message instanceof OpaqueMessage ? "unknown" : message.type(), 1L, Long::sum);
    }

    Optional<String> report() {
        long now = nanos.getAsLong();
        if (counts.isEmpty() || now - reportedAt < periodNanos) {
            return Optional.empty();
        }
        reportedAt = now;
        String line = counts.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        counts.clear();
        return Optional.of(line);
    }
}
