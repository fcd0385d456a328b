package org.foldlink.benchmarks.register;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.atlas.AtlasRegistration;
import org.foldlink.atlas.AtlasSpace;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.atlas.Registered;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.MrSequence;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * {@code bench register [--quick] [--generated]}: a brain of 240 x 240 x 155 voxels brought to an atlas's template, on a grid that is known and on one that is not, beside SimpleITK's affine
 * registration by the same measure, which starts from centres of mass and looks at no other start.
 */
public final class RegisterBench {

    private static final int WRONG_USAGE = 64;
    private static final int REPEATS = 5;

    private RegisterBench() {}

    private record Case(String title, Volume image, BrainAtlas atlas) {}

    public static int run(String[] args) throws IOException, InterruptedException {
        List<String> options = List.of(args);
        boolean quick = options.contains("--quick");
        boolean generated = options.contains("--generated");
        if (options.size() > (quick ? 1 : 0) + (generated ? 1 : 0)) {
            System.err.println("usage: foldlink bench register [--quick] [--generated]");
            return WRONG_USAGE;
        }
        Path root = Path.of(System.getProperty("foldlink.home", "."));
        Case c = quick || generated ? generated(quick ? 3 : 1) : real(root).orElseGet(() -> generated(1));
        Grid g = c.image.grid();
        System.out.printf(
                Locale.ROOT,
                "%d x %d x %d voxels: %s; %d processors%n",
                g.sizeI(),
                g.sizeJ(),
                g.sizeK(),
                c.title,
                Runtime.getRuntime().availableProcessors());
        Volume unknown = withoutItsLastColumn(c.image);
        List<Registered> first = register(unknown, c.atlas, 1);
        List<Registered> searched = register(unknown, c.atlas, REPEATS);
        List<Registered> known = register(c.image, c.atlas, REPEATS);
        Optional<JsonNode> peer = peer(root, c);
        String theirs = peer.map(p -> String.format(
                        Locale.ROOT,
                        "%.2f",
                        p.path("results").get(0).path("seconds").asDouble()))
                .orElse("-");
        System.out.printf("%nseconds, the median of %d%n%-52s %10s %10s%n", REPEATS, "", "FoldLink", "SimpleITK");
        row("any grid, the first in a process", first, theirs);
        row("any grid", searched, theirs);
        row("a grid that is known (" + known.get(0).method() + ")", known, theirs);
        peer.ifPresent(p -> {
            double[] rows =
                    new ObjectMapper().convertValue(p.path("results").get(0).path("rows"), double[].class);
            System.out.printf(
                    Locale.ROOT,
                    "%nthe maps differ by %.2f mm at most, 70 mm from the centre%n",
                    apart(searched.get(0).imageToAtlas(), Affine.ofRows(rows).inverse(), c.atlas));
        });
        return 0;
    }

    private static Optional<Case> real(Path root) throws IOException {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path data = set == null ? root.resolve("../shared/data") : Path.of(set);
        Path template = data.resolve("atlas/talairach/sample_image.nii.gz");
        Path image = data.resolve("glioma-mr/TCGA-DU-7294/fla.nii.gz");
        if (!Files.isRegularFile(template) || !Files.isRegularFile(image)) {
            return Optional.empty();
        }
        return Optional.of(new Case(
                "the glioma's FLAIR",
                VolumeFiles.read(image).volume(),
                atlas(VolumeFiles.read(template).volume())));
    }

    private static Case generated(int spacing) {
        Grid grid = Grid.ofCentre(
                240 / spacing,
                240 / spacing,
                155 / spacing,
                new Vec3(-spacing, 0, 0),
                new Vec3(0, -spacing, 0),
                new Vec3(0, 0, spacing),
                new Vec3(0, -18, 10));
        List<Volume> channels = BrainPhantom.generate(11, grid).channels();
        return new Case(
                "a generated brain, FLAIR to T1",
                channels.get(MrSequence.FLAIR.channel()),
                atlas(channels.get(MrSequence.T1.channel())));
    }

    private static BrainAtlas atlas(Volume template) {
        Volume labels = Volume.allocate(template.grid(), VoxelType.UINT16);
        return new BrainAtlas("template", true, AtlasSpace.TALAIRACH, labels, List.of(), template);
    }

    private static Volume withoutItsLastColumn(Volume v) {
        Grid g = v.grid();
        Volume out = Volume.allocate(
                new Grid(g.sizeI() - 1, g.sizeJ(), g.sizeK(), g.indexToRas()),
                v.voxels().type());
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI() - 1; i++) {
                    out.voxels().set(out.grid().index(i, j, k), v.at(i, j, k));
                }
            }
        }
        return out;
    }

    private static List<Registered> register(Volume image, BrainAtlas atlas, int times) {
        List<Registered> all = new ArrayList<>();
        for (int n = 0; n < times; n++) {
            all.add(AtlasRegistration.register(image, Optional.empty(), atlas));
        }
        return all;
    }

    private static void row(String what, List<Registered> ours, String theirs) {
        double median = ours.stream().map(Registered::seconds).sorted().toList().get(ours.size() / 2);
        System.out.printf(Locale.ROOT, "%-52s %10.2f %10s%n", what, median, theirs);
    }

    private static double apart(Affine a, Affine b, BrainAtlas atlas) {
        Affine back = a.inverse();
        double most = 0;
        for (int n = 0; n < 6; n++) {
            double s = n % 2 == 0 ? 70 : -70;
            Vec3 at = new Vec3(n / 2 == 0 ? s : 0, n / 2 == 1 ? s : 0, n / 2 == 2 ? s : 0);
            Vec3 p = atlas.template().grid().centre().plus(at);
            most = Math.max(most, b.apply(back.apply(p)).minus(p).norm());
        }
        return most;
    }

    private static Optional<JsonNode> peer(Path root, Case c) throws IOException, InterruptedException {
        Path python = root.resolve(".foldlink/venv-peers/bin/python");
        if (!Files.isExecutable(python)) {
            System.out.println("SimpleITK is missing: no .foldlink/venv-peers. `./foldlink test --peers` makes it.");
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("foldlink-bench");
        Path template = folder.resolve("template.nii");
        Path image = folder.resolve("image.nii");
        Path said = folder.resolve("said.json");
        try {
            NiftiFile.write(template, c.atlas.template());
            NiftiFile.write(image, c.image);
            Process process = new ProcessBuilder(
                            python.toString(),
                            root.resolve("bridge-server/src/test/peers/registration.py")
                                    .toString(),
                            template.toString(),
                            image.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(said.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException("SimpleITK's registration ended with " + process.exitValue());
            }
            JsonNode answer = new ObjectMapper().readTree(said.toFile());
            System.out.println("SimpleITK " + answer.path("version").asText() + ", "
                    + answer.path("threads").asInt() + " threads");
            return Optional.of(answer);
        } finally {
            for (Path file : List.of(template, image, said)) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        }
    }
}
