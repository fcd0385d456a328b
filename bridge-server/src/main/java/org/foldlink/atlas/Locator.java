package org.foldlink.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.foldlink.atlas.TumourSite.Component;
import org.foldlink.atlas.TumourSite.Extent;
import org.foldlink.atlas.TumourSite.Part;
import org.foldlink.atlas.TumourSite.Place;
import org.foldlink.atlas.TumourSite.Share;
import org.foldlink.components.RunSet;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;

/** Places components of one labelmap in an atlas. */
final class Locator {

    private static final double ONE_SIDED = 0.6;
    private static final double CROSSING_ML = 0.1;
    private static final double CROSSING_SHARE = 0.01;

    private final PlaceMap map;
    private final Eloquence eloquence;
    private final Volume labels;
    private final SortedMap<Integer, String> parts;
    private final Affine toAtlas;
    private final Affine atlasToIndex;

    Locator(PlaceMap map, Eloquence eloquence, Volume labels, SortedMap<Integer, String> parts, Affine imageToAtlas) {
        this.map = map;
        this.eloquence = eloquence;
        this.labels = labels;
        this.parts = parts;
        this.toAtlas = imageToAtlas.after(labels.grid().indexToRas());
        this.atlasToIndex = toAtlas.inverse();
    }

    /** @param runs of the component, of all parts together */
    Component component(int number, RunSet runs) {
        Tally whole = new Tally(map, toAtlas);
        Map<Integer, Tally> byPart = new LinkedHashMap<>();
        parts.keySet().forEach(value -> byPart.put(value, new Tally(map, toAtlas)));
        Grid grid = labels.grid();
        float[] row = new float[grid.sizeI()];
        for (int r = 0; r < runs.size(); r++) {
            int j = runs.j()[r];
            int k = runs.k()[r];
            int first = runs.first()[r];
            int end = runs.last()[r] + 1;
            whole.add(first, end, j, k, grid.sizeJ());
            labels.voxels().read(grid.index(first, j, k), row, first, end - first);
            for (int from = first; from < end; ) {
                int to = from + 1;
                while (to < end && row[to] == row[from]) {
                    to++;
                }
                Tally part = byPart.get((int) row[from]);
                if (part != null) {
                    part.add(from, to, j, k, grid.sizeJ());
                }
                from = to;
            }
        }
        List<Part> found = new ArrayList<>();
        byPart.forEach((value, tally) -> {
            String name = parts.get(value);
            if (tally.voxels() > 0 && name != null) {
                found.add(new Part(name, extent(tally)));
            }
        });
        return new Component(number, extent(whole), found);
    }

    private Extent extent(Tally tally) {
        Grid grid = labels.grid();
        double voxelMl = grid.voxelVolume() / 1000;
        double leftShare = tally.leftShare();
        Side hemisphere = leftShare >= ONE_SIDED ? Side.LEFT : 1 - leftShare >= ONE_SIDED ? Side.RIGHT : Side.MIDLINE;
        boolean crosses = tally.acrossVoxels() * voxelMl >= CROSSING_ML
                && tally.acrossVoxels() >= CROSSING_SHARE * tally.voxels();
        var centre = tally.centre();
        var centreAtlas = toAtlas.apply(centre);
        return new Extent(
                tally.voxels() * voxelMl,
                grid.indexToRas().apply(centre),
                centreAtlas,
                map.at(centreAtlas),
                hemisphere,
                leftShare,
                crosses,
                shares(tally),
                (double) tally.counts()[0] / tally.voxels(),
                eloquence.near(tally.counts(), new CellTree(tally.runs(grid.sizeJ()), grid), atlasToIndex));
    }

    private List<Share> shares(Tally tally) {
        List<Share> shares = new ArrayList<>();
        for (int number = 1; number < tally.counts().length; number++) {
            if (tally.counts()[number] > 0) {
                Place place = map.places().get(number - 1);
                shares.add(new Share(place, (double) tally.counts()[number] / tally.voxels()));
            }
        }
        shares.sort(Comparator.comparingDouble(Share::share)
                .reversed()
                .thenComparing(s -> s.place().region())
                .thenComparing(s -> s.place().side()));
        return shares;
    }
}
