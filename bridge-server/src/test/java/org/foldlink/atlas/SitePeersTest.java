package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Eloquent;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Part;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.files.PythonPeer;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.parity.PeerPython;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SciPy locates the same tumours by the same map: generated ones on grids of every kind, and the shared real glioma where there is one. */
@Tag("peers")
class SitePeersTest {

    /** mm: sums come in another order. */
    private static final double MM = 1e-4;

    /** Of equally near regions each side takes one of its own. */
    private static final double SHARE = 0.01;

    private record Case(BrainAtlas atlas, Volume labels, Affine toAtlas, SortedMap<Integer, String> parts) {}

    private static Map<String, Case> cases() throws Exception {
        Map<String, Case> cases = new TreeMap<>();
        int n = 0;
        for (Scene scene : List.of(
                new Scene(new Vec3(-14, 9, 3), new Vec3(13, 17, 11)),
                new Scene(new Vec3(1.5, 25, 12), new Vec3(11, 9, 13)),
                new Scene(new Vec3(36, -30, 20), new Vec3(12, 12, 16)))) {
            for (Affine axes : List.of(
                    Affine.IDENTITY,
                    new Affine(new Vec3(0, 0, 1), new Vec3(-1, 0, 0), new Vec3(0, 1, 0), Vec3.ZERO),
                    Scene.turned(31, 17, -23, Vec3.ZERO, 1))) {
                Vec3 spacing = n % 2 == 0 ? new Vec3(1, 1, 1) : new Vec3(0.8, 1.1, 2.9);
                Volume labels = scene.labels(scene.about(axes, spacing, Scene.TO_ATLAS), Scene.TO_ATLAS);
                cases.put("generated" + n++, new Case(TinyAtlas.make(), labels, Scene.TO_ATLAS, Scene.PARTS));
            }
        }
        Optional<Path> shared = PeerPython.sharedData();
        if (shared.isPresent()) {
            cases.put(
                    "real",
                    new Case(
                            RealGlioma.atlas(shared.get()),
                            RealGlioma.read(shared.get()).labels(),
                            RealGlioma.GIVEN.imageToAtlas(),
                            RealGlioma.PARTS));
        }
        return cases;
    }

    @Test
    void agreesWithSciPy(@TempDir Path folder) throws Exception {
        Map<String, Case> cases = cases();
        for (Map.Entry<String, Case> entry : cases.entrySet()) {
            write(folder, entry.getKey(), entry.getValue());
        }
        Path regions = PeerPython.root().resolve("bridge-server/src/main/resources/org/foldlink/atlas/regions.csv");
        Map<String, List<String[]>> theirs = PythonPeer.start()
                .run("site.py", folder.toString(), regions.toString())
                .lines()
                .map(l -> l.split(" "))
                .collect(Collectors.groupingBy(f -> f[0] + " " + f[1] + " " + f[2]));
        int compared = 0;
        for (Map.Entry<String, Case> entry : cases.entrySet()) {
            Case c = entry.getValue();
            // The grid passes through a NIfTI header's 32-bit floats.
            Volume labels = NiftiFile.read(folder.resolve(entry.getKey() + ".labels.nii.gz"))
                    .volume();
            TumourSite site = new SiteFinder(c.atlas()).locate(labels, c.parts(), RealGlioma.given(c.toAtlas()));
            for (Component component : site.components()) {
                String key = entry.getKey() + " " + component.number() + " ";
                compare(key + 0, component.whole(), theirs);
                compared++;
                for (Part part : component.parts()) {
                    int value = c.parts().entrySet().stream()
                            .filter(e -> e.getValue().equals(part.name()))
                            .findFirst()
                            .orElseThrow()
                            .getKey();
                    compare(key + value, part.extent(), theirs);
                    compared++;
                }
            }
        }
        assertThat(theirs).hasSize(compared);
    }

    private static void compare(String key, Extent own, Map<String, List<String[]>> theirs) {
        Map<Place, Double> near = new HashMap<>();
        Map<Place, Double> shares = new HashMap<>();
        for (String[] f : Objects.requireNonNull(theirs.get(key), key)) {
            if (f[3].equals("sums")) {
                double[] v =
                        Arrays.stream(f, 4, 12).mapToDouble(Double::parseDouble).toArray();
                assertThat(own.ml()).as(key).isCloseTo(v[0], within(1e-5 * v[0]));
                assertThat(own.centreRas().minus(new Vec3(v[1], v[2], v[3])).norm())
                        .as(key)
                        .isLessThan(MM);
                assertThat(own.centreAtlas().minus(new Vec3(v[4], v[5], v[6])).norm())
                        .as(key)
                        .isLessThan(MM);
                assertThat(own.leftShare()).as(key).isCloseTo(v[7], within(1e-9));
                assertThat(own.crossesMidline()).as(key).isEqualTo(f[12].equals("True"));
                assertThat(own.unnamed()).as(key).isCloseTo(Double.parseDouble(f[13]), within(1e-9));
            } else {
                Map<Place, Double> values = f[3].equals("near") ? near : shares;
                values.put(new Place(f[4], Side.valueOf(f[5])), Double.valueOf(f[6]));
            }
        }
        double named = 0;
        for (Share share : own.regions()) {
            double other = shares.getOrDefault(share.place(), 0.0);
            assertThat(share.share()).as("%s %s", key, share.place()).isCloseTo(other, within(SHARE));
            named += other;
        }
        assertThat(named).as(key).isCloseTo(1 - own.unnamed(), within(SHARE));
        for (Eloquent eloquent : own.eloquent()) {
            double other = Objects.requireNonNull(near.get(eloquent.place()), key + eloquent.place());
            assertThat(eloquent.mm()).as("%s %s", key, eloquent.place()).isCloseTo(other, within(MM));
        }
        // What theirs has nearer than our last is among ours, or holds one of ours that is as near.
        double last = own.eloquent().isEmpty() || own.eloquent().size() < Eloquence.MOST
                ? Eloquence.NEARBY_MM
                : own.eloquent().get(own.eloquent().size() - 1).mm();
        near.forEach((place, mm) -> assertThat(own.eloquent())
                .as("%s %s %s", key, place, mm)
                .satisfies(list -> assertThat(mm > last - MM
                                || list.stream()
                                        .anyMatch(e -> e.place().side() == place.side()
                                                && Math.abs(e.mm() - mm) < MM
                                                && Regions.standard()
                                                        .upwards(e.place().region())
                                                        .contains(Regions.standard()
                                                                .get(place.region()))))
                        .isTrue()));
    }

    private static void write(Path folder, String name, Case c) throws IOException {
        NiftiFile.write(folder.resolve(name + ".labels.nii.gz"), c.labels());
        NiftiFile.write(folder.resolve(name + ".atlas.nii.gz"), c.atlas().labels());
        List<String> lines = new ArrayList<>();
        lines.add(Arrays.stream(c.toAtlas().rows()).mapToObj(Double::toString).collect(Collectors.joining(" ")));
        lines.add(c.parts().keySet().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        lines.add(String.join(" ", Midline.regions()));
        for (int code = 0; code < c.atlas().places().size(); code++) {
            Optional<Place> place = c.atlas().places().get(code);
            if (place.isPresent()) {
                lines.add(code + " " + place.get().region());
            }
        }
        Files.write(folder.resolve(name + ".txt"), lines);
    }
}
