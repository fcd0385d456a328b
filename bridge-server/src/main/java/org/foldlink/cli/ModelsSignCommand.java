package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.foldlink.models.ManifestSignature;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.SigningKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Signs a model's checksums. */
@Command(
        name = "sign",
        description = {
            "Sign a model's checksums: writes SHA256SUMS.sig (and SHA256SUMS, where there is none).",
            "A key pair: openssl genpkey -algorithm ed25519 -out private.pem",
            "            openssl pkey -in private.pem -pubout -out public.pem"
        })
final class ModelsSignCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "Id of the model.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String id;

    @Option(
            names = "--key",
            paramLabel = "PRIVATE_KEY",
            required = true,
            description = "Ed25519, PEM (PKCS#8) without a passphrase.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path key;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelsCommand models;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ModelsSignCommand() {}

    @Override
    public Integer call() {
        ModelDescriptor model = Models.find(Models.open(models.folders()), id);
        try {
            ManifestSignature.sign(model, SigningKeys.privateKey(key));
        } catch (ModelException e) {
            throw Models.failure(e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE, "model " + id + " could not be signed: " + Models.reason(e), e);
        }
        spec.commandLine()
                .getOut()
                .println("signed " + ModelText.title(model) + ": "
                        + model.folder().resolve(ManifestSignature.FILE));
        return ExitCode.OK.code();
    }
}
