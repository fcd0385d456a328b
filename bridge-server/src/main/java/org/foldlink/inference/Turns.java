package org.foldlink.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of several runs works. One has the network, urgent runs before others and then in the order in which they came, so a run that
 * paused goes on before any that came later. Where the network has a device of its own, one more has the host meanwhile, to prepare or
 * to export; where it computes on the host's cores, the two are one turn. Nobody ever holds two, so nobody waits in a circle.
 *
 * <p>Thread-safe.
 */
final class Turns {

    /** What a run works with. */
    private enum Place {
        HOST,
        NETWORK
    }

    private final boolean overlap;
    private final Map<Place, Turn> holders = new EnumMap<>(Place.class);
    private final List<Turn> forHost = new ArrayList<>();
    private final List<Turn> forNetwork = new ArrayList<>();
    private long opened;

    /** @param overlap whether the network leaves the host's cores free */
    Turns(boolean overlap) {
        this.overlap = overlap;
    }

    private List<Turn> line(Place place) {
        return switch (place) {
            case HOST -> forHost;
            case NETWORK -> forNetwork;
        };
    }

    /** For one run; it holds nothing yet. */
    synchronized Turn open(Priority priority, CancelToken cancel) {
        return new Turn(priority, opened++, cancel);
    }

    /** Runs that wait. */
    synchronized int inLine() {
        return forHost.size() + forNetwork.size();
    }

    private synchronized void wake() {
        notifyAll();
    }

    private static final Comparator<Turn> ORDER = Comparator.<Turn>comparingInt(
                    turn -> turn.priority == Priority.URGENT ? 0 : 1)
            .thenComparingLong(turn -> turn.number);

    /** One run's; used by its own thread alone. */
    final class Turn implements AutoCloseable {

        private final Priority priority;
        private final long number;
        private final CancelToken cancel;
        private @Nullable Place held;

        private Turn(Priority priority, long number, CancelToken cancel) {
            this.priority = priority;
            this.number = number;
            this.cancel = cancel;
        }

        /** Waits to prepare or to export, and gives the network back. */
        void host() throws CancelledException {
            take(overlap ? Place.HOST : Place.NETWORK);
        }

        /** Waits for the network, and gives the host back. */
        void network() throws CancelledException {
            take(Place.NETWORK);
        }

        /** Whether a more urgent run waits for what this one holds. */
        boolean wanted() {
            synchronized (Turns.this) {
                return held != null
                        && line(held).stream()
                                .anyMatch(other -> other.priority == Priority.URGENT && priority != Priority.URGENT);
            }
        }

        /** Lets the more urgent go first, and comes back when none is left. */
        void pause() throws CancelledException {
            Place before = held;
            if (before != null) {
                await(before);
            }
        }

        private void take(Place place) throws CancelledException {
            if (held != place) {
                await(place);
            }
        }

        @SuppressWarnings("try") // the registration is there to be closed
        private void await(Place place) throws CancelledException {
            try (CancelToken.Registration registration = cancel.onCancel(Turns.this::wake)) {
                queueFor(place);
            }
        }

        private void queueFor(Place place) throws CancelledException {
            synchronized (Turns.this) {
                List<Turn> line = line(place);
                line.add(this);
                line.sort(ORDER);
                release(); // in line first: nobody who came later slips in between
                try {
                    while (holders.containsKey(place) || line.get(0) != this) {
                        cancel.throwIfCancelled();
                        Turns.this.wait();
                    }
                    cancel.throwIfCancelled();
                    holders.put(place, this);
                    held = place;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    CancelledException cancelled = new CancelledException();
                    cancelled.initCause(e);
                    throw cancelled;
                } finally {
                    line.remove(this);
                    Turns.this.notifyAll();
                }
            }
        }

        private void release() {
            synchronized (Turns.this) {
                if (held != null) {
                    holders.remove(held);
                    held = null;
                    Turns.this.notifyAll();
                }
            }
        }

        /** Gives back what it holds. */
        @Override
        public void close() {
            release();
        }
    }
}
