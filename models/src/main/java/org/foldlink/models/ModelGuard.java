package org.foldlink.models;

import java.security.PublicKey;

/** What a model must fulfil, beyond being whole, before it is offered. Thread-safe. */
@FunctionalInterface
public interface ModelGuard {

    ModelGuard NONE = model -> {};

    /** @throws ModelException saying why it is not to be used */
    void require(ModelDescriptor model) throws ModelException;

    /** Only models that the key's owner has signed ({@link ManifestSignature}). */
    static ModelGuard signedBy(PublicKey key) {
        return model -> ManifestSignature.require(model, key);
    }
}
