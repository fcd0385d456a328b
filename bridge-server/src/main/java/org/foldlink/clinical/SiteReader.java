package org.foldlink.clinical;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foldlink.atlas.AtlasSpace;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/** Reads what {@link SiteJson} writes; the first problem ends it. */
final class SiteReader {

    private SiteReader() {}

    /** A value and where it stands, for errors. */
    private record At(String path, JsonNode node) {

        At get(String field) {
            return new At(path + "." + field, node.path(field));
        }

        List<At> all() throws ClinicalDataException {
            if (!node.isArray()) {
                throw wrong("an array");
            }
            List<At> items = new ArrayList<>();
            for (int n = 0; n < node.size(); n++) {
                items.add(new At(path + "[" + n + "]", node.get(n)));
            }
            return items;
        }

        String text() throws ClinicalDataException {
            return of(JsonNodeType.STRING, "a text").textValue();
        }

        double number() throws ClinicalDataException {
            return of(JsonNodeType.NUMBER, "a number").doubleValue();
        }

        boolean yes() throws ClinicalDataException {
            return of(JsonNodeType.BOOLEAN, "true or false").booleanValue();
        }

        <E extends Enum<E>> E word(E[] all) throws ClinicalDataException {
            String text = text();
            Optional<E> found =
                    Stream.of(all).filter(e -> Words.of(e).equals(text)).findFirst();
            if (found.isEmpty()) {
                throw wrong("one of " + Stream.of(all).map(Words::of).collect(Collectors.joining(", ")));
            }
            return found.get();
        }

        private JsonNode of(JsonNodeType type, String expected) throws ClinicalDataException {
            if (node.getNodeType() != type) {
                throw wrong(expected);
            }
            return node;
        }

        ClinicalDataException wrong(String expected) {
            String shown = node.isMissingNode() ? " is missing" : " = " + node;
            return Problems.one(path + shown + " (expected " + expected + ")");
        }
    }

    static TumourSite read(JsonNode document) throws ClinicalDataException {
        At root = new At("site", document);
        if (document.path("schema").asInt() != ClinicalJson.SCHEMA) {
            throw root.get("schema").wrong(ClinicalJson.SCHEMA + ", the version that this FoldLink reads");
        }
        if (!root.get("kind").text().equals("site")) {
            throw root.get("kind").wrong("site");
        }
        List<TumourSite.Component> components = new ArrayList<>();
        for (At c : root.get("components").all()) {
            List<TumourSite.Part> parts = new ArrayList<>();
            for (At p : c.get("parts").all()) {
                parts.add(new TumourSite.Part(p.get("name").text(), extent(p.get("extent"))));
            }
            components.add(new TumourSite.Component((int) c.get("number").number(), extent(c.get("whole")), parts));
        }
        At shift = root.get("midline_shift_to_right_mm");
        List<String> warnings = new ArrayList<>();
        for (At w : root.get("warnings").all()) {
            warnings.add(w.text());
        }
        At atlas = root.get("atlas");
        return new TumourSite(
                atlas.get("name").text(),
                atlas.get("coarse").yes(),
                atlas.get("space").word(AtlasSpace.values()),
                registration(root.get("registration")),
                components,
                shift.node().isNull() ? OptionalDouble.empty() : OptionalDouble.of(shift.number()),
                warnings);
    }

    private static Registered registration(At at) throws ClinicalDataException {
        List<At> rows = at.get("image_ras_mm_to_atlas_mm").all();
        double[] m = new double[12];
        for (int r = 0; r < 3; r++) {
            List<At> row = r < rows.size() ? rows.get(r).all() : List.of();
            if (rows.size() != 3 || row.size() != 4) {
                throw at.get("image_ras_mm_to_atlas_mm").wrong("3 rows of 4 numbers");
            }
            for (int c = 0; c < 4; c++) {
                m[4 * r + c] = row.get(c).number();
            }
        }
        At quality = at.get("quality");
        return new Registered(
                Affine.ofRows(m),
                at.get("method").word(Registered.Method.values()),
                quality.node().isNull() ? Double.NaN : quality.number(),
                at.get("trusted").yes(),
                at.get("reason").text(),
                at.get("duration_s").number());
    }

    private static TumourSite.Extent extent(At at) throws ClinicalDataException {
        List<TumourSite.Share> shares = new ArrayList<>();
        for (At s : at.get("regions").all()) {
            shares.add(new TumourSite.Share(place(s), s.get("share").number()));
        }
        List<TumourSite.Eloquent> eloquent = new ArrayList<>();
        for (At e : at.get("eloquent").all()) {
            eloquent.add(new TumourSite.Eloquent(place(e), e.get("distance_mm").number()));
        }
        At centre = at.get("centre_place");
        return new TumourSite.Extent(
                at.get("volume_ml").number(),
                vector(at.get("centre_ras_mm")),
                vector(at.get("centre_atlas_mm")),
                centre.node().isNull() ? Optional.empty() : Optional.of(place(centre)),
                at.get("hemisphere").word(Side.values()),
                at.get("left_share").number(),
                at.get("crosses_midline").yes(),
                shares,
                at.get("unnamed_share").number(),
                eloquent);
    }

    private static TumourSite.Place place(At at) throws ClinicalDataException {
        String region = at.get("region").text();
        if (Regions.standard().find(region).isEmpty()) {
            throw at.get("region").wrong("the id of a region" + Nearest.hint(region, KnowledgeFiles.regionIds()));
        }
        return new TumourSite.Place(region, at.get("side").word(Side.values()));
    }

    private static Vec3 vector(At at) throws ClinicalDataException {
        List<At> v = at.all();
        if (v.size() != 3) {
            throw at.wrong("3 numbers");
        }
        return new Vec3(v.get(0).number(), v.get(1).number(), v.get(2).number());
    }
}
