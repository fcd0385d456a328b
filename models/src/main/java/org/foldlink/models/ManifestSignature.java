package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code SHA256SUMS.sig}: the Ed25519 signature over the bytes of SHA256SUMS, 64 bytes, as {@code openssl pkeyutl -sign -rawin} writes it. With
 * it, and with every file listed, a model is as whoever has the private key left it.
 */
public final class ManifestSignature {

    public static final String FILE = Checksums.FILE + ".sig";

    private static final String ALGORITHM = "Ed25519";
    private static final int BYTES = 64;

    private ManifestSignature() {}

    /**
     * Signs a model; SHA256SUMS is written first where there is none.
     *
     * @throws ModelException if a file is not as SHA256SUMS lists it, or not listed
     */
    public static void sign(ModelDescriptor model, PrivateKey key) throws ModelException, IOException {
        Path folder = model.folder();
        if (!Files.exists(folder.resolve(Checksums.FILE))) {
            Map<String, String> sums = new TreeMap<>();
            for (ModelVerifier.FileCheck file : ModelVerifier.verify(model)) {
                sums.put(file.file(), Checksums.of(folder.resolve(file.file())));
            }
            Checksums.write(folder, sums);
        }
        ModelVerifier.requireAllListed(model);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(Files.readAllBytes(folder.resolve(Checksums.FILE)));
            Path part = folder.resolve("." + FILE + ".part");
            Files.write(part, signature.sign());
            Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (GeneralSecurityException e) {
            throw new ModelException(
                    ModelException.Kind.UNFIT, "the key cannot sign: " + e.getMessage() + " (expected Ed25519)", e);
        }
    }

    /**
     * Holds a model against its signature: the signature against SHA256SUMS, and every file against that. Folders beside the model's that it
     * reads must be signed by the same key.
     */
    public static void require(ModelDescriptor model, PublicKey key) throws ModelException {
        requireSigned(model.folder(), key);
        ModelVerifier.requireAllListed(model);
        for (Path beside : ModelFolder.beside(model.folder())) {
            requireSigned(beside, key);
            ModelVerifier.requireAllListed(ModelFolder.describe(beside));
        }
    }

    private static void requireSigned(Path folder, PublicKey key) throws ModelException {
        Path file = folder.resolve(FILE);
        Path sums = folder.resolve(Checksums.FILE);
        if (!Files.isRegularFile(file) || !Files.isRegularFile(sums)) {
            throw new ModelException(
                    ModelException.Kind.MISSING,
                    FILE + " is missing (expected a signature: foldlink models sign " + folder.getFileName() + ")");
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != BYTES) {
                throw new ModelException(
                        ModelException.Kind.CORRUPT,
                        FILE + " has " + bytes.length + " bytes (expected an Ed25519 signature of " + BYTES + ")");
            }
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(Files.readAllBytes(sums));
            if (!signature.verify(bytes)) {
                throw new ModelException(
                        ModelException.Kind.CORRUPT,
                        FILE + " is not this key's signature of SHA256SUMS (expected the signer's own public key, and"
                                + " files as the signer left them)");
            }
        } catch (IOException e) {
            throw new ModelException(ModelException.Kind.CORRUPT, FILE + " cannot be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT,
                    FILE + " cannot be checked: " + e.getMessage() + " (expected Ed25519)",
                    e);
        }
    }
}
