package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.foldlink.models.LiveModels.Change;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestSignatureTest {

    /** Of `openssl genpkey -algorithm ed25519`; and its signature of {@link PlainModel}'s SHA256SUMS by `openssl pkeyutl -sign -rawin`. */
    private static final String OPENSSL_KEY =
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEALl/wbAX+S/lX/BSpXqclR868UkqYK8s4R8nkbBLvKVo=\n-----END PUBLIC KEY-----\n";

    private static final String OPENSSL_SIGNATURE = "a19f39ce479c849d2dcf54137f38eefeb2b43509f4c63245dc060a3ca4487749"
            + "50b48de454f31bf99469ded18892362a678dac27394078a8904b114027bac000";

    @TempDir
    Path store;

    @TempDir
    Path keys;

    private Path folder = Path.of("");
    private Path privateKey = Path.of("");
    private Path publicKey = Path.of("");

    @BeforeEach
    void writeModelAndKeys() throws Exception {
        folder = PlainModel.foldlink(store, "liver", "net");
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        privateKey = pem("private.pem", "PRIVATE KEY", pair.getPrivate());
        publicKey = pem("public.pem", "PUBLIC KEY", pair.getPublic());
    }

    private Path pem(String name, String type, Key key) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return Files.writeString(
                keys.resolve(name), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private ModelDescriptor model() throws ModelException {
        return ModelFolder.describe(folder);
    }

    private void sign() throws ModelException, IOException {
        ManifestSignature.sign(model(), SigningKeys.privateKey(privateKey));
    }

    private void require() throws ModelException {
        ManifestSignature.require(model(), SigningKeys.publicKey(publicKey));
    }

    @Test
    void whatOpensslSignedIsSigned() throws Exception {
        Files.writeString(publicKey, OPENSSL_KEY);
        Files.write(folder.resolve("SHA256SUMS.sig"), HexFormat.of().parseHex(OPENSSL_SIGNATURE));
        require();
    }

    @Test
    void aSignedModelIsAsItWasLeft() throws Exception {
        sign();
        assertThat(folder.resolve("SHA256SUMS.sig")).hasSize(64);
        require();
        assertThat(ModelVerifier.verify(model())).allMatch(f -> f.status() == ModelVerifier.Status.OK);

        Files.writeString(folder.resolve("fold_0/model.onnx"), "other");
        assertThatThrownBy(this::require).hasMessageStartingWith("fold_0/model.onnx has SHA-256 ");
        PlainModel.sum(folder);
        assertThatThrownBy(this::require)
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "SHA256SUMS.sig is not this key's signature of SHA256SUMS (expected the signer's own public key,"
                                + " and files as the signer left them)");
    }

    @Test
    void aFileThatIsNotListedIsNotSigned() throws Exception {
        sign();
        Files.writeString(folder.resolve("postprocessing.json"), """
                {"postprocessing_fns": [], "postprocessing_kwargs": []}""");
        String message =
                "postprocessing.json is not listed in SHA256SUMS (expected every file of a signed model to be)";
        assertThatThrownBy(this::require).hasMessage(message);
        assertThatThrownBy(this::sign).hasMessage(message);
    }

    @Test
    void withoutChecksumsTheyAreWrittenFirst() throws Exception {
        Files.delete(folder.resolve("SHA256SUMS"));
        assertThatThrownBy(this::require)
                .hasMessage("SHA256SUMS.sig is missing (expected a signature: foldlink models sign liver)");
        sign();
        require();
        Files.write(folder.resolve("SHA256SUMS.sig"), new byte[63]);
        assertThatThrownBy(this::require)
                .hasMessage("SHA256SUMS.sig has 63 bytes (expected an Ed25519 signature of 64)");
    }

    @Test
    void aKeyFileMustHoldTheRightKey() throws Exception {
        assertThatThrownBy(() -> SigningKeys.privateKey(publicKey))
                .hasMessage(publicKey
                        + " holds \"PUBLIC KEY\" (expected \"PRIVATE KEY\": openssl genpkey -algorithm ed25519"
                        + " -out private.pem)");
        Path none = keys.resolve("none.pem");
        assertThatThrownBy(() -> SigningKeys.publicKey(none))
                .hasMessage(none + " is no key file (expected a PEM file: openssl pkey -in private.pem -pubout -out"
                        + " public.pem)");
        Files.writeString(none, "secret");
        assertThatThrownBy(() -> SigningKeys.publicKey(none))
                .hasMessage(none
                        + " is no PEM file (expected \"BEGIN PUBLIC KEY\": openssl pkey -in private.pem -pubout -out"
                        + " public.pem)");
        Path ec = pem("ec.pem", "PUBLIC KEY", ec().getPublic());
        assertThatThrownBy(() -> SigningKeys.publicKey(ec))
                .hasMessage(ec + " holds no Ed25519 key (expected one: openssl genpkey -algorithm ed25519)");
    }

    private static KeyPair ec() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    @Test
    void aBridgeThatAsksForSignaturesOffersOnlySignedModels() throws Exception {
        sign();
        PlainModel.foldlink(store, "spleen", "net");
        ModelGuard guard = ModelGuard.signedBy(SigningKeys.publicKey(publicKey));
        assertThat(ModelStore.open(List.of(store), guard).list())
                .extracting(ModelDescriptor::id)
                .containsExactly("liver");
        try (LiveModels live = LiveModels.open(store, guard)) {
            assertThat(live.list()).extracting(ModelDescriptor::id).containsExactly("liver");
            assertThat(live.broken())
                    .extracting(b -> b.id() + ": " + b.reason())
                    .containsExactly(
                            "spleen: SHA256SUMS.sig is missing (expected a signature: foldlink models sign spleen)");
            PlainModel.foldlink(store, "kidney", "net");
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh())
                    .containsExactly(new Change(
                            "kidney",
                            Change.Kind.REFUSED,
                            "SHA256SUMS.sig is missing (expected a signature: foldlink models sign kidney)"));
            ManifestSignature.sign(ModelFolder.describe(store.resolve("kidney")), SigningKeys.privateKey(privateKey));
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh()).containsExactly(new Change("kidney", Change.Kind.ADDED, ""));
        }
    }
}
