package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.foldlink.files.VolumeFiles;
import org.foldlink.models.Terminology;
import org.foldlink.page.Page;
import org.foldlink.page.PageContent;
import org.foldlink.page.PageOptions;
import org.foldlink.render.Window;
import org.foldlink.volume.Volume;

/** The page of a result: what the result document names, on the scan. */
final class Pages {

    private Pages() {}

    /** Of a case that was segmented; the scan is its first channel. */
    static void write(Path page, InputCase one, Volume scan, JobOutcome outcome) {
        write(page, content(one.name(), scan, outcome.labels(), outcome.result(), Map.of()), PageOptions.DEFAULT);
    }

    static void write(Path page, PageContent content, PageOptions options) {
        try {
            Page.write(page, content, options);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
    }

    static PageContent content(String title, Volume scan, Volume labels, JsonNode result, Map<String, String> facts) {
        Set<Integer> lesions = new HashSet<>();
        boolean hounsfield = false;
        for (JsonNode s : result.path("structures")) {
            if (Terminology.of(s.path("name").asText(), "").isLesion()) {
                lesions.add(s.path("value").asInt());
            }
            for (JsonNode channel : s.path("intensity")) {
                hounsfield |= channel.path("unit").asText().equals("HU");
            }
        }
        boolean ct = hounsfield || Window.looksLikeCt(scan);
        try {
            return new PageContent(title, scan, ct, labels, result, lesions, facts);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    /** The file's name without what says its format. */
    static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return VolumeFiles.extension(file)
                .map(e -> name.toLowerCase(Locale.ROOT).endsWith(e)
                        ? name.substring(0, name.length() - e.length())
                        : name)
                .orElse(name);
    }

    static void refuseExisting(Path page, boolean force) {
        if (!force && Files.exists(page)) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, page + " exists (--force replaces it)");
        }
    }
}
