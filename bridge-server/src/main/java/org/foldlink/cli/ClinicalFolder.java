package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.clinical.ClinicalDataException;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.PatientFiles;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.files.VolumeFiles;
import org.foldlink.page.ClinicalReport;
import org.foldlink.page.ReportContent;
import org.foldlink.volume.PartFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeBytes;

/**
 * What a run leaves: {@code labels.nii.gz}, {@code report.html}, {@code result.json} for programs, and, written last, {@code patient.json}, which
 * {@code clinical store} takes.
 */
record ClinicalFolder(Path folder) {

    Path labels() {
        return folder.resolve("labels.nii.gz");
    }

    Path report() {
        return folder.resolve("report.html");
    }

    Path result() {
        return folder.resolve("result.json");
    }

    Path patient() {
        return folder.resolve("patient.json");
    }

    List<Path> all() {
        return List.of(labels(), report(), result(), patient());
    }

    /** Makes the folder. @throws CommandFailure if an output is there already and may not be replaced */
    static ClinicalFolder in(Path folder, boolean force) {
        ClinicalFolder made = new ClinicalFolder(folder);
        for (Path file : made.all()) {
            Pages.refuseExisting(file, force);
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE, "output folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
        return made;
    }

    void write(Volume fused, ReportContent content, JsonNode document, PatientRecord record) {
        try {
            VolumeFiles.write(labels(), fused);
            ClinicalReport.write(report(), content);
            byte[] json = (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
            PartFile.write(result(), out -> VolumeBytes.writeFully(ByteBuffer.wrap(json), out));
            PatientFiles.write(patient(), List.of(record));
        } catch (IOException e) {
            throw ClinicalFailures.cannotWrite(e);
        }
    }

    /** What a run left for the store. */
    List<PatientRecord> read(Knowledge knowledge) {
        if (!Files.isRegularFile(patient())) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT, patient() + " does not exist (expected a folder that `clinical run` wrote)");
        }
        try {
            return PatientFiles.read(patient(), knowledge);
        } catch (ClinicalDataException e) {
            throw ClinicalFailures.malformed(e);
        }
    }
}
