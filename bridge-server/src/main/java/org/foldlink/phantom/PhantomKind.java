package org.foldlink.phantom;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The data sets of phantoms, one for each kind of model. */
public enum PhantomKind {
    /** CT of the abdomen: organs and lesions. */
    ABDOMEN("abdomen", "Generated CT phantoms of the abdomen.") {
        @Override
        public PhantomSpec spec(long seed) {
            return PhantomSpec.training(seed);
        }
    },
    /** Four MR sequences of a head without its skull: glioma. */
    BRAIN(
            "brain",
            "Generated MR phantoms of skull-stripped heads with glioma. Labels: 1 necrosis, 2 oedema, 3 enhancing.") {
        @Override
        public PhantomSpec spec(long seed) {
            return PhantomSpec.brain(seed);
        }

        @Override
        PhantomCase generate(PhantomSpec spec) {
            return BrainPhantom.generate(spec);
        }

        @Override
        Stream<String> channels() {
            return Stream.of(MrSequence.values()).map(MrSequence::term);
        }

        @Override
        Stream<String> labels() {
            return Stream.of("\"whole_tumour\": [1, 2, 3]", "\"tumour_core\": [1, 3]", "\"enhancing\": [3]");
        }

        /** Of the three regions, outermost first: what lies in the whole alone is oedema, in the core alone necrosis. */
        @Override
        String order() {
            return "  \"regions_class_order\": [2, 1, 3],\n";
        }
    },
    /** CT about the liver: every second one with lesions in it, for a classifier. */
    LIVER_CANCER(
            "liver-cancer",
            "Generated CT phantoms about the liver, half of them with lesions in it: see classes.csv.") {
        @Override
        public PhantomSpec spec(long seed) {
            return PhantomSpec.liverCancer(seed);
        }

        @Override
        boolean classified() {
            return true;
        }
    };

    private final String term;
    private final String description;

    PhantomKind(String term, String description) {
        this.term = term;
        this.description = description;
    }

    /** As the command line names it. */
    public String term() {
        return term;
    }

    /** What a training set wants of this seed. */
    public abstract PhantomSpec spec(long seed);

    PhantomCase generate(PhantomSpec spec) {
        return AbdomenPhantom.generate(spec);
    }

    /** Whether the cases have a class: 1 with lesions in the liver, 0 without. */
    boolean classified() {
        return false;
    }

    Stream<String> channels() {
        return Stream.of("CT");
    }

    Stream<String> labels() {
        return Stream.of(PhantomLabel.values()).map(l -> "\"" + l.term() + "\": " + l.value());
    }

    /** A line for nnU-Net of the label that each region leaves where no later one lies; empty where labels are no regions. */
    String order() {
        return "";
    }

    /** The text of nnU-Net's {@code dataset.json}. */
    String dataset(int count) {
        List<String> channels = channels().toList();
        String names = IntStream.range(0, channels.size())
                .mapToObj(c -> "\"" + c + "\": \"" + channels.get(c) + "\"")
                .collect(Collectors.joining(", "));
        return "{\n  \"channel_names\": {" + names + "},\n  \"labels\": {\n    \"background\": 0,\n"
                + labels().map(l -> "    " + l).collect(Collectors.joining(",\n"))
                + "\n  },\n" + order() + "  \"numTraining\": " + count
                + ",\n  \"file_ending\": \".nii.gz\",\n  \"name\": \"phantom-" + term + "\",\n"
                + "  \"licence\": \"Apache-2.0\",\n"
                + "  \"description\": \"" + description + " Not for clinical use.\"\n}\n";
    }
}
