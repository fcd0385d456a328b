package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.foldlink.files.VolumeFiles;
import org.foldlink.fusion.Agreement;
import org.foldlink.fusion.Member;
import org.foldlink.fusion.Staple;
import org.foldlink.volume.Volume;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One labelmap from several. */
@Command(
        name = "fuse",
        description = "One labelmap from several of the same scan: by majority, or weighed by reliability (STAPLE).")
final class FuseCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "MASK", description = "Two or more labelmaps on the same grid.")
    private List<Path> masks = new ArrayList<>();

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private FusionFlags fusion;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            required = true,
            description = "The fused labelmap: .nii, .nii.gz, .nrrd.")
    private Path out;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    FuseCommand() {}

    @Override
    public Integer call() {
        if (masks.size() < 2) {
            throw new CommandFailure(ExitCode.USAGE, "got " + masks.size() + " mask (expected two or more)");
        }
        Pages.refuseExisting(out, force);
        fusion.check(masks.size());
        List<Member> members = read(masks, this::warn);
        PrintWriter text = spec.commandLine().getOut();
        FusionFlags.Fused made = fusion.fuse(members);
        text.println(made.how());
        made.estimate().ifPresent(e -> print(text, e));
        Volume fused = made.labels();
        print(text, fused, members);
        write(out, fused);
        text.println("  " + out);
        text.println(Main.NOTICE);
        return ExitCode.OK.code();
    }

    private void warn(String warning) {
        spec.commandLine().getErr().println("foldlink: warning: " + warning);
    }

    /** Named as the files, with their folders where two have one name. */
    static List<Member> read(List<Path> files, Consumer<String> warn) {
        boolean distinct = files.stream().map(Path::getFileName).distinct().count() == files.size();
        List<Member> members = new ArrayList<>();
        for (Path file : files) {
            members.add(new Member(
                    String.valueOf(distinct ? file.getFileName() : file),
                    LabelFile.read(file, warn).labels()));
        }
        return members;
    }

    private void print(PrintWriter text, Staple.Estimate estimate) {
        FusionFlags.warnings(estimate).forEach(this::warn);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("mask", "label", "sensitivity", "specificity"));
        for (Staple.Rater rater : estimate.raters()) {
            rater.labels().forEach((label, r) -> {
                if (label != 0) {
                    rows.add(List.of(
                            rater.name(),
                            String.valueOf(label),
                            FusionFlags.figure(r.sensitivity(), "%.4f"),
                            FusionFlags.figure(r.specificity(), "%.6f")));
                }
            });
        }
        Table.print(text, rows);
    }

    private static void print(PrintWriter text, Volume fused, List<Member> members) {
        Agreement agreement = Agreement.of(fused, members);
        List<List<String>> voxels = new ArrayList<>();
        voxels.add(List.of("label", "voxels", "ml"));
        double ml = fused.grid().voxelVolume() / 1000;
        agreement
                .voxels()
                .forEach((label, n) -> voxels.add(
                        List.of(String.valueOf(label), String.valueOf(n), FusionFlags.figure(n * ml, "%.3f"))));
        Table.print(text, voxels);
        SortedSet<Integer> labels = new TreeSet<>();
        agreement.members().forEach(m -> labels.addAll(m.dice().keySet()));
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("mask", "same as fused"));
        labels.forEach(l -> head.add("Dice " + l));
        rows.add(head);
        for (Agreement.Of m : agreement.members()) {
            List<String> row = new ArrayList<>(List.of(m.name(), FusionFlags.figure(100 * m.same(), "%.1f %%")));
            labels.forEach(l -> row.add(FusionFlags.figure(m.dice().getOrDefault(l, Double.NaN), "%.4f")));
            rows.add(row);
        }
        Table.print(text, rows);
    }

    private static void write(Path to, Volume labels) {
        try {
            VolumeFiles.write(to, labels);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
    }
}
