package org.foldlink.session;

import java.util.List;
import java.util.Optional;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.Progress;
import org.foldlink.models.Label;
import org.foldlink.surface.Mesh;
import org.foldlink.volume.Volume;

/** What a job has to say; immutable. */
public sealed interface JobEvent {

    Stamp stamp();

    ResultKind kind();

    default String job() {
        return stamp().job();
    }

    /** {@code <job>.<kind>}. */
    default String device() {
        return kind().device(job());
    }

    /** What it takes the place of, where it is held: an event of the same key. */
    default String heldAs() {
        return device();
    }

    /**
     * What is common to the messages of a job.
     *
     * @param revision grows with every event of a session, so also from one event of a device to its next; an event that is sent
     *     again keeps its own
     * @param isFinal no more of this device follows from this run
     * @param timestamp the first channel's, as on the wire; 0 = not set
     */
    record Stamp(String job, long revision, int foldsDone, int folds, boolean isFinal, long timestamp) {}

    /** Latest wins; at most one each {@link BridgeLimits#progressInterval}. */
    record ProgressEvent(Stamp stamp, Progress progress) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.PROGRESS;
        }
    }

    /**
     * A labelmap on the input's own grid, a preview unless final.
     *
     * @param volume UINT8 or UINT16, RAS
     * @param labels what its values mean
     */
    record Labels(Stamp stamp, Volume volume, List<Label> labels) implements JobEvent {
        public Labels {
            labels = List.copyOf(labels);
        }

        @Override
        public ResultKind kind() {
            return ResultKind.LABELS;
        }
    }

    /** UINT8, 0–100: share of folds that disagree with the label. */
    record Doubt(Stamp stamp, Volume volume) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.DOUBT;
        }
    }

    /** FLOAT32, 0–1: the softmax of the folds' mean logits for one class; value 0 is the background. */
    record Probability(Stamp stamp, int value, Volume volume) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.PROBABILITIES;
        }

        @Override
        public String device() {
            return job() + ".prob." + value;
        }
    }

    /** The boxes of the structures found. */
    record Boxes(Stamp stamp, List<LabelledBox> boxes) implements JobEvent {
        public Boxes {
            boxes = List.copyOf(boxes);
        }

        @Override
        public ResultKind kind() {
            return ResultKind.BOXES;
        }
    }

    /** @param box RAS mm, axis-aligned, from outer voxel face to outer voxel face */
    record LabelledBox(Label label, Box box) {}

    /** The box of one structure. */
    record StructureBox(Stamp stamp, LabelledBox labelled) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.BOX;
        }

        @Override
        public String device() {
            return job() + ".box." + labelled.label().value();
        }
    }

    /** The closed surface of one structure, RAS mm. */
    record Surface(Stamp stamp, Label label, Mesh mesh) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.SURFACES;
        }

        @Override
        public String device() {
            return job() + ".surf." + label.value();
        }
    }

    /** The centres of the structures found. */
    record Centres(Stamp stamp, List<LabelledCentre> centres) implements JobEvent {
        public Centres {
            centres = List.copyOf(centres);
        }

        @Override
        public ResultKind kind() {
            return ResultKind.CENTRES;
        }
    }

    /** @param centre RAS mm */
    record LabelledCentre(Label label, Vec3 centre) {}

    /** The result document; comes after the devices that it lists and before the status. */
    record Result(Stamp stamp, ResultDocument document) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.RESULT;
        }
    }

    /** The result document of a classification; comes before the status. */
    record ClassResult(Stamp stamp, ClassificationDocument document) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.RESULT;
        }
    }

    /**
     * The end of a job.
     *
     * @param failure empty when all went well
     */
    record Status(Stamp stamp, Optional<Failure> failure) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.STATUS;
        }
    }

    /** How far the search for a tumour's site is; latest wins. */
    record SiteProgress(Stamp stamp, SitePhase phase) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.PROGRESS;
        }
    }

    /** Where the tumour lies; of a job that is over. */
    record Site(Stamp stamp, SiteDocument document) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.SITE;
        }
    }

    /** A Site that came to nothing. Held beside the answer of an earlier one, which stays true. */
    record SiteFailed(Stamp stamp, Failure failure) implements JobEvent {
        @Override
        public ResultKind kind() {
            return ResultKind.SITE;
        }

        @Override
        public String heldAs() {
            return heldAs(job());
        }

        static String heldAs(String job) {
            return ResultKind.SITE.device(job) + " failed";
        }
    }

    /** @param message fit to be shown to a user, not to be logged */
    record Failure(ErrorCode code, String field, String message) {
        static Failure of(RequestException refused) {
            return new Failure(refused.code(), refused.field(), refused.getMessage());
        }
    }
}
