package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.foldlink.files.VolumeFiles;
import org.foldlink.nrrd.Segment;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;

/**
 * The files of finished cases: {@code case.nii.gz} (the labelmap, written last, so that where it is the case is whole),
 * {@code case.result.json}, and if asked {@code case.seg.nrrd}, {@code case.html}, {@code case.doubt.nii.gz}, {@code case.prob.<value>.nii.gz}; of a
 * classification {@code case.result.json} alone. Nothing is replaced without force.
 */
final class CaseOutputs {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** What to do with a case whose labelmap is there already. */
    enum Existing {
        REFUSE,
        CONTINUE,
        FORCE
    }

    private CaseOutputs(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder if it is not there. */
    static CaseOutputs in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE, "output folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
        return new CaseOutputs(folder);
    }

    /**
     * The cases still to be done.
     *
     * @param done the file that a finished case has
     * @throws CommandFailure if one is done and {@code existing} is REFUSE, before any work
     */
    List<InputCase> pending(List<InputCase> cases, Existing existing, Function<InputCase, Path> done) {
        List<InputCase> pending = new ArrayList<>();
        for (InputCase one : cases) {
            if (!Files.exists(done.apply(one)) || existing == Existing.FORCE) {
                pending.add(one);
            } else if (existing == Existing.REFUSE) {
                throw new CommandFailure(
                        ExitCode.CANNOT_WRITE,
                        done.apply(one) + " exists (--force replaces it, --continue leaves finished cases out)");
            }
            for (Path input : one.channels()) {
                if (done.apply(one)
                        .toAbsolutePath()
                        .normalize()
                        .equals(input.toAbsolutePath().normalize())) {
                    throw new CommandFailure(
                            ExitCode.CANNOT_WRITE,
                            "the labelmap would replace the input " + input + " (give another folder with --out)");
                }
            }
        }
        return pending;
    }

    Path labels(InputCase one) {
        return folder.resolve(one.name() + ".nii.gz");
    }

    Path result(InputCase one) {
        return folder.resolve(one.name() + ".result.json");
    }

    Path picture(InputCase one) {
        return folder.resolve(one.name() + ".png");
    }

    Path page(InputCase one) {
        return folder.resolve(one.name() + ".html");
    }

    /** @param segNrrd also {@code case.seg.nrrd}, with the structures' names and colours, as 3D Slicer opens it */
    void write(InputCase one, JobOutcome outcome, boolean segNrrd) {
        try {
            if (segNrrd) {
                VolumeFiles.writeLabels(
                        folder.resolve(one.name() + ".seg.nrrd"), outcome.labels(), segments(outcome.result()));
            }
            if (outcome.doubt().isPresent()) {
                VolumeFiles.write(
                        folder.resolve(one.name() + ".doubt.nii.gz"),
                        outcome.doubt().get());
            }
            for (Map.Entry<Integer, Volume> e : outcome.probabilities().entrySet()) {
                VolumeFiles.write(folder.resolve(one.name() + ".prob." + e.getKey() + ".nii.gz"), e.getValue());
            }
            writeResult(one, outcome.result());
            VolumeFiles.write(labels(one), outcome.labels());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
    }

    void writeResult(InputCase one, JsonNode document) {
        try {
            byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
            PartFile.write(result(one), out -> VolumeBytes.writeFully(ByteBuffer.wrap(json), out));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Segment> segments(JsonNode result) {
        List<Segment> segments = new ArrayList<>();
        for (JsonNode s : result.path("structures")) {
            JsonNode colour = s.path("colour");
            segments.add(new Segment(
                    s.path("value").asInt(),
                    s.path("name").asText(),
                    colour.path(0).asInt(),
                    colour.path(1).asInt(),
                    colour.path(2).asInt()));
        }
        return segments;
    }
}
