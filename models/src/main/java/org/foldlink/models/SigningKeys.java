package org.foldlink.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys in PEM files as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout} write them. */
public final class SigningKeys {

    private static final int MAX_BYTES = 1 << 16;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private SigningKeys() {}

    /** X.509, "BEGIN PUBLIC KEY". */
    public static PublicKey publicKey(Path file) throws ModelException {
        byte[] der = der(file, "PUBLIC KEY", "openssl pkey -in private.pem -pubout -out public.pem");
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw other(file, e);
        }
    }

    /** PKCS#8 without a passphrase, "BEGIN PRIVATE KEY". */
    public static PrivateKey privateKey(Path file) throws ModelException {
        byte[] der = der(file, "PRIVATE KEY", "openssl genpkey -algorithm ed25519 -out private.pem");
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw other(file, e);
        }
    }

    private static ModelException other(Path file, GeneralSecurityException e) {
        return new ModelException(
                ModelException.Kind.UNFIT,
                file + " holds no Ed25519 key (expected one: openssl genpkey -algorithm ed25519)",
                e);
    }

    private static byte[] der(Path file, String wanted, String command) throws ModelException {
        String text;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                throw new ModelException(
                        ModelException.Kind.MISSING, file + " is no key file (expected a PEM file: " + command + ")");
            }
            text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ModelException(ModelException.Kind.MISSING, file + " cannot be read: " + e.getMessage(), e);
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new ModelException(
                    ModelException.Kind.CORRUPT,
                    file + " is no PEM file (expected \"BEGIN " + wanted + "\": " + command + ")");
        }
        if (!pem.group(1).equals(wanted)) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    file + " holds \"" + pem.group(1) + "\" (expected \"" + wanted + "\": " + command + ")");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new ModelException(ModelException.Kind.CORRUPT, file + " is no PEM file: " + e.getMessage(), e);
        }
    }
}
