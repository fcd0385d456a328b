package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.clinical.StoreException;

/** A run as the command line shows it: prints, writes the folder, keeps the record; the same for `run` and `demo`. */
final class ClinicalRunner {

    private static final int HASH_DIGITS = 16;

    private final PrintWriter out;
    private final PrintWriter err;

    ClinicalRunner(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** An id for what has none of its own, of the images' hash. */
    static String imageId(String hash) {
        return "image-" + hash.substring(0, HASH_DIGITS);
    }

    void say(String line) {
        err.println(line + " …");
        err.flush();
    }

    void warn(String warning) {
        err.println("foldlink: warning: " + warning);
        err.flush();
    }

    /** @return the exit code: a database that was asked for and is down fails the command, though all files are there */
    int run(ClinicalRun run, BrainAtlas atlas, ClinicalDesk desk, ClinicalFolder folder, boolean json) {
        ClinicalRun.Done done = run.run(atlas, desk, folder, this::say);
        say("writing the report");
        folder.write(run.labels(), done.report(), done.document(), done.record());
        boolean kept = desk.keep(done.record());
        if (json) {
            out.println(done.document().toPrettyString());
        } else {
            ClinicalText.site(out, done.site());
            ClinicalText.finalSite(out, done.finalSite(), desk.knowledge(), false);
            ClinicalText.referral(out, done.referral());
            folder.all().forEach(file -> out.println("  " + file));
            if (kept) {
                out.println("kept as patient " + done.record().patient().id() + " in "
                        + desk.describe().orElse("the store"));
            }
            out.println(Main.NOTICE);
        }
        Optional<StoreException> down = desk.down();
        down.ifPresent(e -> err.println("foldlink: " + e.getMessage() + "; the results are in " + folder.folder()
                + " and not in the database: `foldlink clinical store " + folder.folder()
                + "`, with the same --database, keeps them once it is there"));
        return (down.isPresent() ? ExitCode.UNAVAILABLE : ExitCode.OK).code();
    }
}
